package dev.sluice.web.service;

import dev.sluice.config.record.OverrideCodec;
import dev.sluice.events.ScalingOverride;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.OverrideForm;
import dev.sluice.web.json.RecordJson;
import dev.sluice.web.model.ReadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Overrides and schedules of a service. */
public final class SetByHand {
    private final ReadModel model;
    private final Services services;

    public SetByHand(ReadModel model, Services services) {
        this.model = model;
        this.services = services;
    }

    public HttpResponse list(HttpRequest request) {
        String service = services.of(request).service();
        OverrideSet set = services.of(request).overrides(model.now());
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        set.overrides().forEach(one -> all.add(json(service, new OverrideEvent.Set(one))));
        set.schedules().forEach(one -> all.add(json(service, new OverrideEvent.Plan(one))));
        return HttpResponse.json(JsonObject.of("overrides", all).map());
    }

    /** As the record says it; the action with its type in front: pause, force, freeze, bounds or schedule. */
    public static Map<String, @Nullable Object> json(String service, OverrideEvent change) {
        ScalingOverride record = OverrideCodec.toRecord(service, change);
        JsonObject action = JsonObject.of("type", OverrideForm.type(record.getAction()));
        action.putAll(RecordJson.of((IndexedRecord) record.getAction()));
        Map<String, @Nullable Object> fields = RecordJson.of(record);
        fields.put("action", action.map());
        return fields;
    }
}

package dev.sluice.web;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Access;
import dev.sluice.http.routing.Routes;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.Records;
import dev.sluice.web.model.Source;
import dev.sluice.web.model.TopicReader;
import dev.sluice.web.service.LatestDecisions;
import dev.sluice.web.service.OneService;
import dev.sluice.web.service.Services;
import dev.sluice.web.service.SetByHand;
import dev.sluice.web.service.Traffic;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The HTTP API over the topics, from when it is started until it is closed. */
public final class WebApi implements AutoCloseable {
    private static final String ROOT = "/api/v1";
    private static final String SERVICE = ROOT + "/services/{service}";

    private final ReadModel model;
    private final TopicReader reader;
    private final ClusterStatus cluster;
    private final Status status;
    private final Records records;
    private final Services services;
    private final Publisher publisher;
    private final Live live;

    /** Settings of clients beside the consumer. */
    public record Clients(Map<String, Object> admin, Map<String, Object> producer) {}

    /**
     * @param source where the topics are
     * @param clients settings of an admin client and a producer
     * @param about what is said of the process
     * @param eventTime whether the records tell the time, and not the wall clock
     */
    public WebApi(Source source, Clients clients, About about, boolean eventTime) {
        this.model =
                new ReadModel(source.history(), eventTime ? Optional.empty() : Optional.of(InstantSource.system()));
        this.reader = new TopicReader(source, model);
        this.cluster = new ClusterStatus(clients.admin(), about.application());
        this.status = new Status(about, model, reader, cluster);
        model.catchesUpWhile(status::isCatchingUp);
        this.records = new Records(reader::decode);
        this.services = new Services(model);
        this.publisher = new Publisher(source.topics(), clients.producer(), source.registry());
        this.live = new Live(model, records, status, services);
    }

    /** Begins to read, in threads of its own. */
    public WebApi start() {
        reader.start();
        cluster.start();
        live.start();
        return this;
    }

    /** Adds its routes. */
    public Routes addTo(Routes routes) {
        OneService one = new OneService(model, services, records);
        Money money = new Money(model, services);
        Writing writing = new Writing(model, services, publisher);
        return routes.get(ROOT + "/services", services::list)
                .get(SERVICE, one::details)
                .get(SERVICE + "/forecasts", one::forecasts)
                .get(SERVICE + "/decisions", one::decisions)
                .get(SERVICE + "/commands", one::commands)
                .get(SERVICE + "/desired", one::desired)
                .get(SERVICE + "/costs", money::ofService)
                .get(SERVICE + "/weights", new Traffic(services)::weights)
                .get(SERVICE + "/overrides", new SetByHand(model, services)::list)
                .post(SERVICE + "/overrides", Access.TOKEN, writing::override)
                .delete(SERVICE + "/overrides/{id}", Access.TOKEN, writing::withdraw)
                .get(SERVICE + "/what-if", new WhatIf(model, services)::answer)
                .put(ROOT + "/policies", Access.TOKEN, writing::apply)
                .delete(ROOT + "/policies/{service}", Access.TOKEN, writing::end)
                .get(ROOT + "/decisions", new LatestDecisions(model, records)::list)
                .get(ROOT + "/pools", money::pools)
                .get(ROOT + "/budgets", money::budgets)
                .get(ROOT + "/costs", money::costs)
                .get(ROOT + "/dead-letters", this::deadLetters)
                .get(ROOT + "/openapi.json", OpenApi::response)
                .get(ROOT + "/status", status::response)
                .get(ROOT + "/stream", live::stream);
    }

    /** Says why what is shown is not the present yet; empty: it is. */
    public void preparing(String why) {
        model.preparing(why);
    }

    /** Adds its gauges. */
    public WebApi addTo(Metrics metrics) {
        new ServiceMetrics(model, reader).all().forEach(metrics::add);
        return this;
    }

    private HttpResponse deadLetters(HttpRequest request) {
        return HttpResponse.json(
                JsonObject.of("byReason", model.deadLetters().all()).map());
    }

    @Override
    public void close() {
        live.close();
        publisher.close();
        cluster.close();
        reader.close();
    }
}

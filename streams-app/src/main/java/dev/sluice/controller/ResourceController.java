package dev.sluice.controller;

import dev.sluice.config.ControllerSettings;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.controller.topic.DeclarationReader;
import dev.sluice.controller.topic.Declarations;
import dev.sluice.controller.topic.TopicSource;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.api.RequestPacer;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.Source;
import dev.sluice.web.model.TopicReader;
import dev.sluice.web.model.summary.Summary;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mirrors custom resources to the topics, and tells on each object what became of it. */
public final class ResourceController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceController.class);
    private static final Duration HISTORY = Duration.ofMinutes(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BURST = 40;
    private static final int MOST_CHANGED = 10_000;
    private static final int SWEEP_EVERY = 30;

    private final ControllerSettings settings;
    private final KubernetesClient client;
    private final KubernetesApi api;
    private final List<ObjectWatch> watches = new ArrayList<>();
    private final DeclarationReader reader;
    private final DeclarationWriter writer;
    private final ReadModel model;
    private final TopicReader services;
    private final Mirror mirror;
    private final StatusWriter statuses;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "controller-ticks");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<Plan.Realm> realm = Optional.empty();
    private volatile String realmTrouble = "the API server has not answered yet";
    private long tick;

    /** A controller for the cluster of the settings. It asks the cluster nothing before it starts. */
    public static ResourceController connect(ControllerSettings settings, TopicSource topics) {
        return new ResourceController(
                KubernetesClients.connect(settings.kubeconfig(), settings.context()), settings, topics);
    }

    ResourceController(KubernetesClient client, ControllerSettings settings, TopicSource topics) {
        this.settings = settings;
        this.client = client;
        this.api = new KubernetesApi(client, new RequestPacer(settings.perSecond(), BURST, System::nanoTime), TIMEOUT);
        Declarations declarations = new Declarations();
        this.reader = new DeclarationReader(topics, declarations, this::changed);
        this.writer = new DeclarationWriter(topics, declarations);
        this.model = new ReadModel(HISTORY, Optional.of(InstantSource.system()));
        this.services =
                new TopicReader(new Source(topics.topics(), topics.consumer(), topics.registry(), HISTORY), model);
        this.statuses = new StatusWriter(
                api,
                settings.statusInterval(),
                new StatusWriter.Sources(this::object, this::acceptance, this::service));
        this.mirror = new Mirror(this::objects, declarations, writer, () -> realm, statuses::changed);
    }

    /** Starts to watch, to mirror and to tell, in threads of its own. */
    public ResourceController start() {
        List<Optional<String>> namespaces = settings.namespaces().isEmpty()
                ? List.of(Optional.empty())
                : settings.namespaces().stream().map(Optional::of).toList();
        for (CustomResource resource : CustomResource.values()) {
            namespaces.forEach(namespace -> watches.add(new ObjectWatch(client, resource, namespace, this::changed)));
        }
        reader.start();
        services.start();
        mirror.start();
        statuses.start();
        Future<?> unused = ticks.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
        return this;
    }

    private void changed() {
        mirror.changed();
    }

    private void tick() {
        try {
            lookAround();
        } catch (RuntimeException | Error e) {
            LOG.error("The controller did not look around, it is tried again", e);
        }
    }

    private void lookAround() {
        if (realm.isEmpty()) {
            identify();
        }
        if (tick++ % SWEEP_EVERY == 0) {
            all().map(DeclaredObject::id).forEach(statuses::changed);
        }
        Set<String> names = model.takeChanged(MOST_CHANGED);
        all().filter(object -> object.id().resource() == CustomResource.POLICY && names.contains(object.name()))
                .map(DeclaredObject::id)
                .forEach(statuses::changed);
    }

    /** Finds out which cluster this is. */
    private void identify() {
        if (settings.cluster().isPresent()) {
            identified(settings.cluster().get());
            return;
        }
        Reply reply = api.get("/api/v1/namespaces/kube-system");
        String uid = reply.body().path("metadata").path("uid").asText("");
        if (reply.isDone() && !uid.isEmpty()) {
            identified(uid);
        } else {
            realmTrouble =
                    "the UID of namespace kube-system cannot be read, grant get on it or set controller.cluster: "
                            + reply.code() + " " + reply.message();
        }
    }

    private void identified(String cluster) {
        realm = Optional.of(new Plan.Realm(cluster, settings.namespaces()));
        mirror.changed();
    }

    private Stream<DeclaredObject> all() {
        return watches.stream().flatMap(watch -> watch.objects().stream());
    }

    private Optional<Collection<DeclaredObject>> objects() {
        return watches.stream().allMatch(ObjectWatch::isListed) ? Optional.of(all().toList()) : Optional.empty();
    }

    private Optional<DeclaredObject> object(ObjectId id) {
        return watches.stream().flatMap(watch -> watch.object(id).stream()).findFirst();
    }

    private Optional<Acceptance> acceptance(ObjectId id) {
        return mirror.of(id);
    }

    /** The service at a glance; empty while the past is being read, and while Kafka does not answer. */
    private Optional<Summary> service(String name) {
        return services.status().isCaughtUp()
                ? model.service(name).map(view -> view.summary(model.now()))
                : Optional.empty();
    }

    /** Why it cannot work any more; empty if it can. */
    public List<String> notLive() {
        return reader.isAlive() && mirror.isAlive() && statuses.isAlive() && !ticks.isShutdown()
                ? List.of()
                : List.of("a thread of the controller has ended");
    }

    /** Why objects are not mirrored or not told of now; empty if they are. */
    public List<String> notReady() {
        List<String> why = new ArrayList<>();
        if (realm.isEmpty()) {
            why.add(realmTrouble);
        }
        watches.forEach(watch -> watch.trouble().ifPresent(why::add));
        Stream.of(reader.trouble(), mirror.trouble(), statuses.trouble())
                .flatMap(Optional::stream)
                .forEach(why::add);
        return why;
    }

    /** Objects of a kind that are in force, or are not. */
    public long objects(CustomResource resource, boolean inForce) {
        return all().filter(object -> object.id().resource() == resource)
                .filter(object ->
                        mirror.of(object.id()).map(Acceptance::inForce).orElse(false) == inForce)
                .count();
    }

    /** Records written to the topics. */
    public long recordsWritten() {
        return writer.written();
    }

    /** Records ended because their object is gone. */
    public long recordsEnded() {
        return writer.ended();
    }

    /** Statuses written. */
    public long statusesWritten() {
        return statuses.written();
    }

    /** Statuses that the API server did not take. */
    public long statusFailures() {
        return statuses.failures();
    }

    /** Objects that wait for their status. */
    public int statusesWaiting() {
        return statuses.waiting();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        watches.forEach(ObjectWatch::close);
        mirror.close();
        statuses.close();
        reader.close();
        services.close();
        writer.close();
        client.close();
    }
}

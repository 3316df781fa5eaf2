package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong with one key of a file is told with its line, key, value and reason. */
final class PolicyErrorsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 5|5: spec.replicas=5: must be keys with values",
                "replicas: [5]|5: spec.replicas: must be keys with values",
                "replicas: {}|5: spec.replicas.max: is missing",
                "replicas: {max: }|5: spec.replicas.max: is missing",
                "replicas: {max: null, min: 1}|5: spec.replicas.max: is missing",
                "replicas: {max: many}|5: spec.replicas.max=many: must be a whole number",
                "replicas: {max: 5.0}|5: spec.replicas.max=5.0: must be a whole number",
                "replicas: {max: 0x10}|5: spec.replicas.max=0x10: must be a whole number",
                "replicas: {max: true}|5: spec.replicas.max=true: must be a whole number",
                "replicas: {max: {}}|5: spec.replicas.max: must be a whole number",
                "replicas: {max: [1]}|5: spec.replicas.max: must be a whole number",
                "replicas: {max: 0}|5: spec.replicas.max=0: must be at least 1 and replicas.min, it is 0 with min 1",
                "replicas: {min: 0, max: 0}|5: spec.replicas.max=0: must be at least 1 and replicas.min, it is 0 with min 0",
                "replicas: {min: -1, max: 3}|5: spec.replicas.min=-1: must not be below 0, it is -1",
                "replicas: {max: 3, max: 4}|5: spec.replicas.max=4: stands twice",
                "replicas: {maxi: 3, max: 4}|5: spec.replicas.maxi=3: is not a known key here; did you mean max?",
            })
    void bounds(String spec, String problem) {
        assertThat(ManifestFile.policy(directory, spec).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demand: cpu|6: spec.demand=cpu: must be keys with values",
                "demand: [cpu]|6: spec.demand[0]=cpu: must be keys with values",
                "demand: {signal: CPU}|6: spec.demand.signal=CPU: must be one of requests, concurrency, units, backlog, cpu, gpu, tokens, lag; did you mean cpu?",
                "demand: {signal: memory}|6: spec.demand.signal=memory: must be one of requests, concurrency, units, backlog, cpu, gpu, tokens, lag",
                "demand: {signal: 5}|6: spec.demand.signal=5: must be one of [requests, concurrency, units, backlog, cpu, gpu, tokens, lag]",
                "demand: {perReplica: 0}|6: spec.demand.perReplica=0: must be above 0, not 0",
                "demand: {perReplica: -1e-9}|6: spec.demand.perReplica=-1e-9: must be above 0, not -0.000000001",
                "demand: {perReplica: 12/s}|6: spec.demand.perReplica=12/s: must be a number",
                "demand: {perReplica: 50%}|6: spec.demand.perReplica=50%: must be a number",
                "demand: {perReplica: .nan}|6: spec.demand.perReplica=.nan: must be a number",
                "demand: {perReplica: 1:30}|6: spec.demand.perReplica=1:30: must be a number",
                "demand: {perReplica: 1e999}|6: spec.demand.perReplica=1e999: must be above 0, not Infinity",
                "demand: {window: 999ms}|6: spec.demand.window=999ms: must be at least 1s, not 999ms",
                "demand: {window: 15}|6: spec.demand.window=15: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "demand: {window: 36501d}|6: spec.demand.window=36501d: is too long: longest is 1d",
                "demand: [{signal: requests}, {signal: cpu, window: 15s}]|6: spec.demand[1].window=15s: belongs to the first signal, not to CPU",
                "demand: [{signal: gpu}, {signal: gpu}]|6: spec.demand: names the signal GPU twice",
                "demand: [{}, {signal: requests}]|6: spec.demand: names the signal REQUESTS twice",
            })
    void demand(String line, String problem) {
        assertThat(withMaximum(line).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective: {}|6: spec.objective: must be one of unserved, latency, drain, deadline and tokens",
                "objective: {unserved: 1%, drain: 2m}|6: spec.objective: must be one of unserved, latency, drain, deadline and tokens",
                "objective: {unserved: 0}|6: spec.objective.unserved=0: must be above 0 and below 1, not 0",
                "objective: {unserved: 1}|6: spec.objective.unserved=1: must be above 0 and below 1, not 1",
                "objective: {unserved: 100%}|6: spec.objective.unserved=100%: must be above 0 and below 1, not 1",
                "objective: {unserved: some%}|6: spec.objective.unserved=some%: must be a share such as 0.05 or 5%",
                "objective: {unserved: 5f%}|6: spec.objective.unserved=5f%: must be a share such as 0.05 or 5%",
                "objective: {unserved: NaN%}|6: spec.objective.unserved=NaN%: must be a share such as 0.05 or 5%",
                "objective: {unserved: '0x1p3%'}|6: spec.objective.unserved=0x1p3%: must be a share such as 0.05 or 5%",
                "objective: {unserved: '%'}|6: spec.objective.unserved=%: must be a share such as 0.05 or 5%",
                "objective: {unserved: few}|6: spec.objective.unserved=few: must be a number",
                "objective: {drain: 0s}|6: spec.objective.drain=0s: must be above 0, not 0s",
                "objective: {drain: 0.5ms}|6: spec.objective.drain=0.5ms: must be whole milliseconds",
                "objective: {drain: 999999999999d}|6: spec.objective.drain=999999999999d: is too long: longest is 366d",
                "objective: {deadline: 2026-12-01}|6: spec.objective.deadline=2026-12-01: is not a time, such as 2026-12-01T06:00:00Z",
                "objective: {deadline: 2026-12-01T06:00:00}|6: spec.objective.deadline=2026-12-01T06:00:00: is not a time, such as 2026-12-01T06:00:00Z",
                "objective: {deadline: +999999999-12-31T23:59:59Z}|6: spec.objective.deadline=+999999999-12-31T23:59:59Z: must be of a year from 1 to 9998",
                "objective: {deadline: 1767225600}|6: spec.objective.deadline=1767225600: must be a time such as 2026-12-01T06:00:00Z",
                "objective: {latency: 250ms}|6: spec.objective.latency=250ms: must be keys with values",
                "objective: {latency: {below: 250ms}}|6: spec.objective.latency.quantile: is missing",
                "objective: {latency: {quantile: 95%}}|6: spec.objective.latency.below: is missing",
                "objective: {latency: {quantile: 95, below: 1s}}|6: spec.objective.latency.quantile=95: must be above 0 and below 1, not 95",
                "objective: {latency: {quantile: 95%, below: 0s}}|6: spec.objective.latency.below=0s: must be above 0, not 0s",
                "objective: {latancy: {quantile: 95%, below: 1s}, unserved: 1%}|6: spec.objective.latancy: is not a known key here; did you mean latency?",
            })
    void objective(String line, String problem) {
        assertThat(withMaximum(line).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "behavior: slow|6: spec.behavior=slow: must be keys with values",
                "behavior: {scaleup: {}}|6: spec.behavior.scaleup: is not a known key here; did you mean scaleUp?",
                "behavior: {scaleUp: {stabilization: 300}}|6: spec.behavior.scaleUp.stabilization=300: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "behavior: {scaleUp: {select: maxx}}|6: spec.behavior.scaleUp.select=maxx: must be one of max, min, disabled; did you mean max?",
                "behavior: {scaleUp: {select: disabled}}\\nreplicas: {min: 0, max: 9}|5: spec.behavior.scaleUp.select=disabled: disabled needs replicas.min of at least 1: a service at 0 would never wake",
                "behavior: {scaleUp: {limits: {replicas: 4, per: 1m}}}|6: spec.behavior.scaleUp.limits: must be a list",
                "behavior: {scaleDown: {limits: [{per: 1m}]}}|6: spec.behavior.scaleDown.limits[0]: must be either replicas or percent, per a length of time",
                "behavior: {scaleDown: {limits: [{replicas: 4, percent: 4, per: 1m}]}}|6: spec.behavior.scaleDown.limits[0]: must be either replicas or percent, per a length of time",
                "behavior: {scaleDown: {limits: [{replicas: 4, per: 0s}]}}|6: spec.behavior.scaleDown.limits[0].per=0s: must be above 0, not 0s",
                "behavior: {scaleDown: {limits: [{percent: -10, per: 1m}]}}|6: spec.behavior.scaleDown.limits[0].percent=-10: must be above 0, not -10",
                "behavior: {scaleDown: {limits: [{percent: 10%, per: 1m}]}}|6: spec.behavior.scaleDown.limits[0].percent=10%: must be a whole number",
                "behavior: {scaleDown: {tolerance: 100%}}|6: spec.behavior.scaleDown.tolerance=100%: must be from 0 to below 1, not 1",
                "behavior: {scaleDown: {tolerance: -1%}}|6: spec.behavior.scaleDown.tolerance=-1%: must be from 0 to below 1, not -0.01",
            })
    void behavior(String lines, String problem) {
        String spec = lines.replace("\\n", "\n");
        ManifestFile file = spec.contains("replicas: {min") ? ManifestFile.policy(directory, spec) : withMaximum(spec);
        assertThat(file.problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leadTime: -1s|6: spec.leadTime=-1s: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "leadTime: {quantile: 100%}|6: spec.leadTime.quantile=100%: must be from 1% to 99%, it is 1",
                "leadTime: {quantil: 90%}|6: spec.leadTime.quantil=90%: is not a known key here; did you mean quantile?",
                "drain: -1s|6: spec.drain=-1s: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "leadTime: 1.5ms|6: spec.leadTime=1.5ms: must be whole milliseconds",
                "leadTime: [1s]|6: spec.leadTime: must be a length of time such as 60s",
                "leadTime: 999999999999d|6: spec.leadTime=999999999999d: is too long: longest is 7d",
                "mode: Act|6: spec.mode=Act: must be one of act, advise; did you mean act?",
                "mode: off|6: spec.mode=off: must be one of [act, advise]",
                "headroom: -1%|6: spec.headroom=-1%: must be from 0 to below 10, not -0.01",
                "headroom: 10|6: spec.headroom=10: must be from 0 to below 10, not 10",
                "headroom: 010|6: spec.headroom=010: begins with 0, which some readers take for an octal number; write it without",
                "costLimit: 1|6: spec.costLimit=1: must be above 1, not 1",
                "costLimit: 200%|6: spec.costLimit=200%: must be a number",
                "warmUp: 30|6: spec.warmUp=30: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "idleWindow: forever|6: spec.idleWindow=forever: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "warmup: 30s|6: spec.warmup=30s: is not a known key here; did you mean warmUp?",
                "resources: {cpu: 1}|6: spec.resources: is not a known key here",
                "? [a, b]\\n: 1|6: spec.?=1: is not a known key here",
            })
    void tuning(String line, String problem) {
        assertThat(withMaximum(line.replace("\\n", "\n")).problems())
                .anySatisfy(said -> assertThat(said).startsWith(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pools: cpu|6: spec.pools=cpu: must be a list",
                "pools: [cpu]|6: spec.pools[0]=cpu: must be keys with values",
                "pools: [{name: ''}]|6: spec.pools[0].name: must not be empty",
                "pools: [{name: 7}]|6: spec.pools[0].name=7: must be text",
                "pools: [{name: yes}]|6: spec.pools[0].name=yes: must be text",
                "pools: [{name: a, perReplica: .inf}]|6: spec.pools[0].perReplica=.inf: must be a number",
                "pools: [{name: a, min: 1.5}]|6: spec.pools[0].min=1.5: must be a whole number",
                "pools: [{name: a, min: 41}]|6: spec.pools: pools[].min asks for 41 replicas, counted in those of the first pool, and replicas.max allows 40",
                "pools: [{name: a, speed: 0}]|6: spec.pools[0].speed=0: must be above 0, not 0",
                "pools: [{name: a, speed: fast}]|6: spec.pools[0].speed=fast: must be a number",
                "pools: [{name: a, speed: 2}]|6: spec.pools: pools[].speed needs demand.signal tokens and no perReplica: state perReplica for each pool instead",
                "roles: {prefill: {pool: a}}|6: spec.roles.decode: is missing",
                "roles: {prefill: {pool: a}, decode: {rate: 9}}|6: spec.roles.decode.pool: is missing",
                "roles: {prefill: {pool: a}, decode: {pool: a}}|6: spec.roles.decode.pool=a: must be another than that of roles.prefill, and both are a: declare a second pool",
                "roles: {prefill: {pool: a}, decode: {pool: b, rate: 0}}|6: spec.roles.decode.rate=0: must be above 0, not 0",
                "roles: {prefill: {pool: a}, decode: {pool: b}}|6: spec.roles: needs demand: {signal: tokens} without perReplica",
                "spotShare: -0.1|6: spec.spotShare=-0.1: must be from 0 to 1, not -0.1",
                "spotShare: all|6: spec.spotShare=all: must be a number",
                "moves: {payback: 1}|6: spec.moves.payback=1: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "moves: {startcost: 1}|6: spec.moves.startcost=1: is not a known key here; did you mean startCost?",
                "priority: high|6: spec.priority=high: must be a whole number",
                "weight: 0|6: spec.weight=0: must be at least 1, not 0",
                "tenant: ''|6: spec.tenant: must not be empty",
                "tenant: 12|6: spec.tenant=12: must be text",
                "budget: 100|6: spec.budget=100: must be keys with values",
                "budget: {kind: hard}|6: spec.budget.perMonth: is missing",
                "size: act|6: spec.size=act: must be keys with values",
                "size: {mode: act}|6: spec.size.mode=act: act needs perReplica to be stated",
                "size: {gpuSlice: 0}|6: spec.size.gpuSlice=0: must be above 0 and at most 1, not 0",
                "size: {least: {cpu: 2}, most: {cpu: 1}}|6: spec.size.least: must fit into size.most",
                "size: {least: {memory: 1.5}}|6: spec.size.least.memory=1.5: must be an amount of bytes such as 512Mi",
                "size: {least: {memory: -5}}|6: spec.size.least.memory=-5: is not an amount of bytes such as 512Mi, 16Gi or 2G",
                "size: {least: {cpu: 500m}}|6: spec.size.least.cpu=500m: must be a number",
            })
    void placement(String line, String problem) {
        assertThat(withMaximum(line).problems()).containsExactly(problem);
    }

    @Test
    void one_pool_at_most_where_the_size_is_commanded() {
        assertThat(withMaximum("pools: [{name: a, perReplica: 1}, {name: b, perReplica: 2}]\nsize: {mode: act}")
                        .problems())
                .containsExactly("7: spec.size.mode=act: act needs one pool at most, there are 2");
    }

    @Test
    void a_value_of_any_length_is_shortened_and_its_line_is_right_in_a_long_file() {
        String filler = "# a line that says nothing\n".repeat(500);

        assertThat(withMaximum(filler + "mode: " + "x".repeat(5_000)).problems())
                .containsExactly("506: spec.mode=" + "x".repeat(60) + "…: must be one of act, advise");
    }

    private ManifestFile withMaximum(String line) {
        return ManifestFile.policy(directory, "replicas: {max: 40}\n" + line);
    }
}

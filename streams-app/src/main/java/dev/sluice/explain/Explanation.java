package dev.sluice.explain;

import dev.sluice.config.record.ResourcesCodec;
import dev.sluice.config.record.SignalCodec;
import dev.sluice.config.text.ResourcesText;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.ExpertShare;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Signal;
import dev.sluice.events.Trigger;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** One decision for a person to follow, from what was seen to what became of its commands. */
public record Explanation(ScalingDecision decision, List<ExplainedCommand> commands) {
    public Explanation {
        commands = List.copyOf(commands);
    }

    /** A decision with the answers to its own commands among these. */
    public static Explanation of(ScalingDecision decision, List<ScalingAck> answers) {
        return new Explanation(
                decision,
                ExplainedCommand.of(decision).stream()
                        .map(command -> command.answered(answers))
                        .toList());
    }

    /** The chain as indented lines. */
    public String text() {
        NamedLines lines = new NamedLines();
        lines.heading(decision.getService() + "  " + decision.getAt() + "  " + outcome());
        lines.add("why", word(decision.getReason()) + ", on " + word(decision.getTrigger()));
        seen(lines);
        forecast(lines);
        rules(lines);
        capacity(lines);
        allocation(lines);
        decision.getStages().forEach(stage -> stage(lines, stage));
        commands(lines);
        if (decision.getVerdict() != null) {
            lines.add("verdict", new VerdictWords(decision.getVerdict(), decision.getMode()).text());
        }
        if (!decision.getDetail().isEmpty()
                && decision.getStages().stream().noneMatch(s -> s.getDetail().equals(decision.getDetail()))) {
            lines.add("in short", decision.getDetail());
        }
        return lines.toString();
    }

    private String outcome() {
        String change = decision.getOutcome() == Outcome.HOLD
                ? "HOLD at " + decision.getTarget()
                : decision.getOutcome() + " " + decision.getCurrent() + " -> " + decision.getTarget();
        return decision.getMode() == Mode.ADVISE ? change + " (advice)" : change;
    }

    private void seen(NamedLines lines) {
        if (decision.getWindowFrom() == null) {
            boolean asked = decision.getTrigger() != Trigger.GRANT && decision.getTrigger() != Trigger.OVERRIDE;
            lines.add("seen", asked ? "no report" : "no window since the last decision");
            return;
        }
        String demand = decision.getSeen() == null ? "not reported" : amount(decision.getSeen());
        lines.add("seen", demand + ", " + decision.getWindowFrom() + " to " + decision.getWindowTo());
        waiting(lines);
    }

    private void waiting(NamedLines lines) {
        if (decision.getWaiting() != null) {
            Long drain = decision.getTimeToDrainMs();
            String until = drain == null || decision.getWaiting() == 0
                    ? ""
                    : ", until none does at this rate: " + DurationText.of(Duration.ofMillis(drain));
            lines.add("waiting", NumberText.of(decision.getWaiting()) + until);
        }
        if (decision.getLag() != null) {
            new GroupLagWords(decision.getLag()).into(lines);
        }
    }

    private void forecast(NamedLines lines) {
        Double point = decision.getForecast();
        if (point == null) {
            lines.add("forecast", "none");
            return;
        }
        Long lead = decision.getLeadTimeMs();
        String ahead = lead == null
                ? ""
                : ", one lead time of " + DurationText.of(Duration.ofMillis(lead)) + learnedFrom() + " ahead";
        String trust = decision.getForecastUsable() ? "" : ", no better than the last value";
        lines.add("forecast", amount(point) + ahead + trust);
        if (!decision.getExperts().isEmpty()) {
            lines.add(
                    "experts", decision.getExperts().stream().map(this::expert).collect(Collectors.joining(", ")));
        }
    }

    /** What the lead time was learned from. */
    private String learnedFrom() {
        Double quantile = decision.getLeadTimeQuantile();
        Integer starts = decision.getLeadTimeStarts();
        return quantile == null || starts == null
                ? ""
                : " (" + NumberText.percent(quantile) + " of the last " + starts + " starts)";
    }

    private String expert(ExpertShare expert) {
        return expert.getName() + " " + NumberText.percent(expert.getWeight()) + " (" + NumberText.of(expert.getValue())
                + ")";
    }

    private void rules(NamedLines lines) {
        if (decision.getRule() != null) {
            String upper = decision.getUpper() == null ? "" : ", provides for " + amount(decision.getUpper());
            lines.add("rule", rule(decision.getRule()) + upper);
        }
        if (decision.getRunnerUp() != null) {
            lines.add("runner-up", rule(decision.getRunnerUp()));
        }
    }

    private static String rule(RuleScore rule) {
        return rule.getName() + " asks for " + rule.getReplicas() + ": lately it would have left "
                + NumberText.percent(rule.getUnservedShare()) + " unserved at " + NumberText.of(rule.getCost())
                + " x what demand needed";
    }

    private void capacity(NamedLines lines) {
        String ready = decision.getReady() == null ? "" : ", " + decision.getReady() + " ready";
        String each = decision.getPerReplica() == null ? "" : ", each serves " + amount(decision.getPerReplica());
        lines.add("replicas", decision.getCurrent() + " ordered" + ready + each);
    }

    /** Reasons why a number stays that have to be known. */
    private static boolean holds(Reason reason) {
        return switch (reason) {
            case SIGNAL_WITHOUT_DATA,
                    NO_REPORT,
                    NEVER_REPORTED,
                    COLD_START,
                    IMPLAUSIBLE_DEMAND,
                    SKEWED_PARTITION,
                    STUCK_PARTITION,
                    GROUP_NOT_READING,
                    OFFSETS_UNKNOWN,
                    LATENCY_DOES_NOT_FOLLOW_SIZE,
                    GROWTH_DOES_NOT_HELP,
                    SMALLER_SIZE_WOULD_NOT_HOLD -> true;
            default -> false;
        };
    }

    private static void stage(NamedLines lines, DecisionStage stage) {
        boolean changed = stage.getBefore() != stage.getAfter();
        String change = changed
                ? stage.getBefore() + " -> " + stage.getAfter() + " (" + word(stage.getReason()) + ")"
                : "stays " + stage.getAfter() + (holds(stage.getReason()) ? " (" + word(stage.getReason()) + ")" : "");
        lines.add(stage.getName(), stage.getDetail().isEmpty() ? change : change + ": " + stage.getDetail());
    }

    /** Where the replicas are, what they cost, what holds beside the policy, and how large each should be. */
    private void allocation(NamedLines lines) {
        decision.getAllocation().forEach(share -> lines.add("pool", pool(share)));
        if (decision.getPricePerHour() != null) {
            lines.add("price", NumberText.money(decision.getPricePerHour()) + " per hour");
        }
        decision.getStanding().forEach(said -> lines.add("standing", said));
        if (decision.getSize() != null || !decision.getSizeAdvice().isEmpty()) {
            String size = decision.getSize() == null
                    ? "not known yet"
                    : ResourcesText.describe(ResourcesCodec.fromRecord(decision.getSize()));
            lines.add(
                    "replica size", decision.getSizeAdvice().isEmpty() ? size : size + ": " + decision.getSizeAdvice());
        }
    }

    private String pool(PoolShare share) {
        String ready = share.getReady() == null ? "" : ", " + share.getReady() + " ready";
        return share.getPool() + ": " + share.getReplicas() + " ordered" + ready + ", each serves "
                + amount(share.getPerReplica()) + " at " + NumberText.money(share.getPricePerHour()) + " per hour, "
                + NumberText.of(share.getWeight() / 10.0) + " % of the traffic";
    }

    private void commands(NamedLines lines) {
        if (commands.isEmpty()) {
            String why = decision.getMode() == Mode.ADVISE ? "none, the policy only advises" : "none";
            String newest =
                    decision.getGeneration() == 0 ? "" : ", the newest is generation " + decision.getGeneration();
            lines.add("command", why + newest);
        }
        commands.forEach(command -> command.into(lines));
    }

    private String amount(double value) {
        Signal symbol = Objects.requireNonNullElse(decision.getSignal(), Signal.REQUESTS);
        return NumberText.of(value) + " "
                + Units.of(SignalCodec.signal(symbol, decision.getTokens(), decision.getLag() != null));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package dev.sluice.cli;

import dev.sluice.config.Durations;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.ExpertShare;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Signal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One decision for a person to follow, from what was seen to what became of the command. */
record Explanation(ScalingDecision decision, List<ScalingAck> answers) {
    Explanation {
        answers = List.copyOf(answers);
    }

    /** A decision with the answers to its own command among these. */
    static Explanation of(ScalingDecision decision, List<ScalingAck> answers) {
        return new Explanation(
                decision,
                answers.stream()
                        .filter(ack -> commanded(decision) && ack.getGeneration() == decision.getGeneration())
                        .toList());
    }

    /** Whether a command was issued for the decision. */
    static boolean commanded(ScalingDecision decision) {
        return decision.getMode() == Mode.ACT
                && (decision.getOutcome() == Outcome.UP || decision.getOutcome() == Outcome.DOWN);
    }

    /** The record, with the answers to its command. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(Json.of(decision));
        fields.put("commanded", commanded(decision));
        fields.put("acknowledgements", answers.stream().map(Json::of).toList());
        return fields;
    }

    /** The chain as indented lines. */
    String text() {
        Lines lines = new Lines();
        lines.heading(decision.getService() + "  " + decision.getAt() + "  " + outcome());
        lines.add("why", word(decision.getReason()) + ", on " + word(decision.getTrigger()));
        seen(lines);
        forecast(lines);
        rules(lines);
        capacity(lines);
        decision.getStages().forEach(stage -> stage(lines, stage));
        command(lines);
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

    private void seen(Lines lines) {
        if (decision.getWindowFrom() == null) {
            lines.add("seen", "no report");
            return;
        }
        String demand = decision.getSeen() == null ? "not reported" : amount(decision.getSeen());
        lines.add("seen", demand + ", " + decision.getWindowFrom() + " to " + decision.getWindowTo());
    }

    private void forecast(Lines lines) {
        Double point = decision.getForecast();
        if (point == null) {
            lines.add("forecast", "none");
            return;
        }
        Long lead = decision.getLeadTimeMs();
        String ahead = lead == null ? "" : ", one lead time of " + Durations.text(Duration.ofMillis(lead)) + " ahead";
        String trust = decision.getForecastUsable() ? "" : ", no better than the last value";
        lines.add("forecast", amount(point) + ahead + trust);
        if (!decision.getExperts().isEmpty()) {
            lines.add(
                    "experts", decision.getExperts().stream().map(this::expert).collect(Collectors.joining(", ")));
        }
    }

    private String expert(ExpertShare expert) {
        return String.format(
                Locale.ROOT, "%s %.0f %% (%s)", expert.getName(), 100 * expert.getWeight(), number(expert.getValue()));
    }

    private void rules(Lines lines) {
        if (decision.getRule() != null) {
            String upper = decision.getUpper() == null ? "" : ", provides for " + amount(decision.getUpper());
            lines.add("rule", rule(decision.getRule()) + upper);
        }
        if (decision.getRunnerUp() != null) {
            lines.add("runner-up", rule(decision.getRunnerUp()));
        }
    }

    private static String rule(RuleScore rule) {
        return String.format(
                Locale.ROOT,
                "%s asks for %d: lately it would have left %.2f %% unserved at %.2f x what demand needed",
                rule.getName(),
                rule.getReplicas(),
                100 * rule.getUnservedShare(),
                rule.getCost());
    }

    private void capacity(Lines lines) {
        String ready = decision.getReady() == null ? "" : ", " + decision.getReady() + " ready";
        String each = decision.getPerReplica() == null ? "" : ", each serves " + amount(decision.getPerReplica());
        lines.add("replicas", decision.getCurrent() + " ordered" + ready + each);
    }

    private static void stage(Lines lines, DecisionStage stage) {
        boolean changed = stage.getBefore() != stage.getAfter();
        String change = changed
                ? stage.getBefore() + " -> " + stage.getAfter() + " (" + word(stage.getReason()) + ")"
                : "stays " + stage.getAfter();
        lines.add(stage.getName(), stage.getDetail().isEmpty() ? change : change + ": " + stage.getDetail());
    }

    private void command(Lines lines) {
        if (!commanded(decision)) {
            String why = decision.getMode() == Mode.ADVISE ? "none, the policy only advises" : "none";
            String newest =
                    decision.getGeneration() == 0 ? "" : ", the newest is generation " + decision.getGeneration();
            lines.add("command", why + newest);
            return;
        }
        lines.add("command", "run " + decision.getTarget() + ", generation " + decision.getGeneration());
        if (answers.isEmpty()) {
            lines.add("answer", "none yet");
        }
        answers.forEach(ack -> lines.add("answer", answer(ack)));
    }

    private static String answer(ScalingAck ack) {
        String ready = ack.getReady() == null ? "" : ", " + ack.getReady() + " of " + ack.getReplicas() + " ready";
        String message = ack.getMessage().isEmpty() ? "" : ": " + ack.getMessage();
        return ack.getStatus() + " at " + ack.getAt() + " by " + ack.getExecutor() + ready + message;
    }

    private String amount(double value) {
        return number(value) + unit(decision.getSignal());
    }

    private static String unit(@Nullable Signal signal) {
        return switch (Objects.requireNonNullElse(signal, Signal.REQUESTS)) {
            case REQUESTS, BACKLOG -> " requests/s";
            case UNITS -> " units/s";
            case CONCURRENCY -> " in flight";
            case CPU -> " cores";
            case GPU -> " GPUs";
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Lines of a name and what it says. */
    private static final class Lines {
        private static final int NAMES = 14;
        private final StringBuilder text = new StringBuilder();

        void heading(String line) {
            text.append(line).append('\n');
        }

        void add(String name, String line) {
            text.append("  ")
                    .append(name)
                    .append(" ".repeat(Math.max(1, NAMES - name.length())))
                    .append(line)
                    .append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

package dev.sluice.executor.commands;

// docs/clients.md shows the rest of this file
import dev.sluice.client.CommandConsumer;
import dev.sluice.client.CommandHandler.Answer;
import dev.sluice.events.ScalingCommand;
import java.util.Map;

/** Scales with a script: {@code ./scale.sh SERVICE REPLICAS}. */
public final class ScriptScaler {
    private ScriptScaler() {}

    public static void main(String[] args) {
        CommandConsumer.run(
                Map.of("bootstrap.servers", args[0], "schema.registry.url", args[1], "group.id", "script-scaler"),
                ScriptScaler::scale);
    }

    private static Answer scale(ScalingCommand command) throws Exception {
        Process script = new ProcessBuilder("./scale.sh", command.getService(), "" + command.getReplicas())
                .inheritIO()
                .start();
        int code = script.waitFor();
        return code == 0 ? Answer.done() : Answer.failed("scale.sh ended with " + code);
    }
}

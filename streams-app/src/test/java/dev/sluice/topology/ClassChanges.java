package dev.sluice.topology;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.MethodEntryRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Counts how often the way of a report changes from class to class, and how often it comes back to one that it had left:
 * the hops that a reader makes with it. Runs {@link ReportedDecision} under a debugger. The argument is the number of pools;
 * with {@code -v} behind it the way is printed.
 *
 * <p>Counted are methods of {@code dev.sluice} of more than three lines. What is inside reading of records, writing of
 * state, the forecaster, the contest of rules and the search for a mix is one hop each.
 */
final class ClassChanges {
    private static final String WATCHED = ReportedDecision.class.getName();
    /** What is one hop: a class, and which of its methods; empty: all. */
    private static final Map<String, String> CLOSED = Map.ofEntries(
            Map.entry("dev.sluice.topology.intake.AvroInput", ""),
            Map.entry("dev.sluice.topology.intake.FastReportDecoder", ""),
            Map.entry("dev.sluice.topology.store.CommitHook", ""),
            Map.entry("dev.sluice.forecast.Forecaster", ""),
            Map.entry("dev.sluice.sizing.contest.RuleContest", ""),
            Map.entry("dev.sluice.allocation.CheapestMix", ""),
            Map.entry("dev.sluice.topology.service.LiveServices", "write"));

    private final List<String> way = new ArrayList<>();
    private final Set<String> classes = new HashSet<>();
    private final boolean verbose;
    private String last = "";
    private int changes;
    private int returns;
    private int deepest;

    private ClassChanges(boolean verbose) {
        this.verbose = verbose;
    }

    public static void main(String[] args) throws Exception {
        new ClassChanges(args.length > 1).watch(args[0]);
    }

    private static Connector.Argument argument(Map<String, Connector.Argument> arguments, String name) {
        return Objects.requireNonNull(arguments.get(name), name);
    }

    private void watch(String pools) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        argument(arguments, "main").setValue(WATCHED + " " + pools);
        argument(arguments, "options").setValue("-cp \"" + System.getProperty("java.class.path") + "\"");
        VirtualMachine machine = connector.launch(arguments);
        drain(machine);
        ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(WATCHED);
        prepared.enable();
        boolean runs = true;
        while (runs) {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                runs &= !(event instanceof VMDeathEvent || event instanceof VMDisconnectEvent);
                take(event);
            }
            events.resume();
        }
    }

    private static void drain(VirtualMachine machine) {
        for (java.io.InputStream stream :
                List.of(machine.process().getInputStream(), machine.process().getErrorStream())) {
            Thread reader = new Thread(() -> {
                IntSupplier next = () -> {
                    try {
                        return stream.read();
                    } catch (java.io.IOException e) {
                        return -1;
                    }
                };
                for (int b = next.getAsInt(); b >= 0; b = next.getAsInt()) {
                    System.err.write(b);
                }
                System.err.flush();
            });
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void take(Event event) throws Exception {
        if (event instanceof ClassPrepareEvent prepared) {
            EventRequestManager requests = event.virtualMachine().eventRequestManager();
            for (String name : List.of("begin", "end")) {
                Location start =
                        prepared.referenceType().methodsByName(name).get(0).location();
                requests.createBreakpointRequest(start).enable();
            }
            MethodEntryRequest entries = requests.createMethodEntryRequest();
            entries.addClassFilter("dev.sluice.*");
        } else if (event instanceof BreakpointEvent stop) {
            boolean begins = stop.location().method().name().equals("begin");
            stop.virtualMachine().eventRequestManager().methodEntryRequests().forEach(r -> r.setEnabled(begins));
            if (begins) {
                reset();
            } else {
                print(((IntegerValue) stop.thread().frame(0).getArgumentValues().get(0)).value());
            }
        } else if (event instanceof MethodEntryEvent entry) {
            enter(entry.method(), entry.thread());
        }
    }

    private void reset() {
        way.clear();
        classes.clear();
        last = "";
        changes = 0;
        returns = 0;
        deepest = 0;
    }

    private void enter(Method method, ThreadReference thread) throws IncompatibleThreadStateException {
        String name = outer(method.declaringType().name());
        if (!isCounted(method) || isHarness(name) || isWithinClosed(thread)) {
            return;
        }
        if (!name.equals(last)) {
            changes++;
            returns += classes.contains(name) ? 1 : 0;
        }
        classes.add(name);
        way.add(name.replace("dev.sluice.", "") + "." + method.name());
        last = name;
        deepest = Math.max(deepest, depth(thread));
    }

    private static boolean isHarness(String type) {
        return type.equals(WATCHED)
                || type.endsWith(".Pipeline")
                || type.startsWith("dev.sluice.events.")
                || type.startsWith("dev.sluice.schemas.");
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    /** A lambda is part of the method that it stands in. */
    private static boolean isCounted(Method method) {
        return !method.isSynthetic() && !method.isBridge() && !method.isStaticInitializer() && lines(method) > 3;
    }

    /** From the line of its name to its closing brace. */
    private static int lines(Method method) {
        try {
            List<Location> lines = method.allLineLocations();
            int first = lines.stream().mapToInt(Location::lineNumber).min().orElse(0);
            int end = lines.stream().mapToInt(Location::lineNumber).max().orElse(0);
            // what returns a value has no line for its closing brace
            boolean closes = method.returnTypeName().equals("void") || method.isConstructor();
            return end - first + (closes ? 2 : 3);
        } catch (AbsentInformationException e) {
            return 0;
        }
    }

    private static boolean isWithinClosed(ThreadReference thread) throws IncompatibleThreadStateException {
        List<StackFrame> frames = thread.frames();
        for (StackFrame frame : frames.subList(1, frames.size())) {
            Method method = frame.location().method();
            String closed = CLOSED.get(outer(frame.location().declaringType().name()));
            if (closed != null && (closed.isEmpty() || closed.equals(method.name()))) {
                return true;
            }
        }
        return false;
    }

    private static int depth(ThreadReference thread) throws IncompatibleThreadStateException {
        return (int) thread.frames().stream()
                .map(frame -> frame.location().method())
                .filter(method -> method.declaringType().name().startsWith("dev.sluice."))
                .filter(method -> !isHarness(outer(method.declaringType().name())) && isCounted(method))
                .count();
    }

    private void print(int commands) {
        if (verbose) {
            way.forEach(System.out::println);
        }
        System.out.printf(
                Locale.ROOT,
                "%d commands: %d methods, %d classes, %d changes of class, %d returns, deepest %d%n",
                commands,
                way.size(),
                classes.size(),
                changes,
                returns,
                deepest);
    }
}

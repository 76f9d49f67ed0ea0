package stoa.main.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGINT and SIGTERM: the first asks to stop, the second stops at once.
 *
 * <p>A shutdown hook cannot hear the second one, so this uses {@code sun.misc.Signal} of the module jdk.unsupported. It
 * is reached by name, because javac warns of its use in a way that cannot be turned off and warnings are errors here.
 */
public final class StopSignal {
    private static final int INTERRUPTED = 130;

    private StopSignal() {}

    /** @param stop run on the first signal */
    public static void onFirst(Runnable stop) {
        var heard = new AtomicInteger();
        Runnable handler = () -> {
            if (heard.getAndIncrement() == 0) {
                stop.run();
            } else {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
        };
        try {
            handle("INT", handler);
            handle("TERM", handler);
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop));
        }
    }

    private static void handle(String name, Runnable handler) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var signalHandler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler invocation = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                handler.run();
                yield null;
            }
            case "hashCode" -> name.hashCode();
            case "equals" -> false; // the JDK asks neither, but a proxy has to answer
            default -> "stop on " + name;
        };
        var proxy = Proxy.newProxyInstance(StopSignal.class.getClassLoader(), new Class<?>[]{signalHandler},
                invocation);
        signal.getMethod("handle", signal, signalHandler).invoke(null,
                signal.getConstructor(String.class).newInstance(name), proxy);
    }
}

package stoa.main.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The program's version: of the executable's manifest. */
final class Version implements IVersionProvider {
    static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[]{"stoa " + current() + " on Java " + Runtime.version()};
    }
}

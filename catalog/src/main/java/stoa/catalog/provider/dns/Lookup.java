package stoa.catalog.provider.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.naming.CommunicationException;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import stoa.catalog.provider.BlindProvider;

/**
 * Asks DNS by the JDK's client (JNDI), which asks over UDP and, for an answer that was cut off, again over TCP. It keeps
 * nothing and, unlike the system's resolver, tells "there is no such name" from "I cannot say".
 */
final class Lookup implements AutoCloseable {
    /** Two tries, the second twice as long; an address is asked for twice (A, AAAA), and after SRV. */
    private static final int SHARES = 9;
    private static final int TRIES = 2;

    private final DnsServer server;
    private final DirContext context;

    /** One SRV record (RFC 2782). */
    record Target(int priority, int weight, int port, String host) {}

    /** @param within how long an address may take, about */
    Lookup(DnsServer server, Duration within) throws BlindProvider {
        this.server = server;
        var environment = new Properties();
        environment.setProperty(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.setProperty(Context.PROVIDER_URL, server.url());
        environment.setProperty("com.sun.jndi.dns.timeout.initial",
                Long.toString(Math.max(20, within.toMillis() / SHARES)));
        environment.setProperty("com.sun.jndi.dns.timeout.retries", Integer.toString(TRIES));
        try {
            context = new InitialDirContext(environment);
        } catch (NamingException e) {
            throw new BlindProvider("there is no way to ask " + server.words());
        }
    }

    /** A and AAAA, as literals; none where there is no such name. */
    List<String> addresses(String name) throws BlindProvider {
        var addresses = new ArrayList<>(records(name, "A"));
        addresses.addAll(records(name, "AAAA"));
        return addresses;
    }

    /** SRV; none where there is no such name. */
    List<Target> targets(String name) throws BlindProvider {
        var targets = new ArrayList<Target>();
        for (var text : records(name, "SRV")) {
            var parts = text.split(" ");
            try {
                targets.add(new Target(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]), parts[3]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw strange(name);
            }
        }
        return targets;
    }

    @SuppressWarnings("BanJNDI") // the context is DNS's own, asked for records alone, which are texts: no object is made
    private List<String> records(String name, String type) throws BlindProvider {
        try {
            var found = context.getAttributes(new CompositeName().add(name), new String[]{type}).get(type);
            var texts = new ArrayList<String>();
            if (found != null) {
                for (var all = found.getAll(); all.hasMore();) {
                    texts.add(String.valueOf(all.next()));
                }
            }
            return texts;
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (ServiceUnavailableException e) {
            throw new BlindProvider(server.words() + " could not find out about " + name);
        } catch (OperationNotSupportedException e) {
            throw new BlindProvider(server.words() + " refuses to answer about " + name);
        } catch (CommunicationException e) {
            throw new BlindProvider("no answer from " + server.words() + " about " + name);
        } catch (InvalidNameException e) {
            throw new BlindProvider(name + " is not a DNS name");
        } catch (NamingException e) {
            throw strange(name);
        }
    }

    private BlindProvider strange(String name) {
        return new BlindProvider("the answer of " + server.words() + " about " + name + " cannot be understood");
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (NamingException e) {
            // nothing is kept open between two questions
        }
    }
}

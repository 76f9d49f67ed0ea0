package stoa.services.points.redis;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.ledger.RelationalLedger;
import stoa.stores.redis.Command;
import stoa.stores.redis.RedisUnavailable;
import stoa.stores.redis.Replicas;
import stoa.stores.redis.Reply;
import stoa.stores.redis.Script;

/**
 * Enters drafts, many in one round trip, each by one script. What Redis cannot tell by itself is looked up and the rest sent
 * again: an old key in the ledger in tables, an account that is not confirmed in the stream and the tables.
 */
final class Entering {
    private static final Script ENTER = Script.beside(Entering.class, "enter.lua");
    private static final int ROUNDS = 10;
    private static final long LATER_MILLIS = 60_000;
    private static final String MEMORY = "memory";
    private static final String DISK = "disk";

    private final Server server;
    private final Shards shards;
    private final RelationalLedger ledger;
    private final Confirming accounts;
    private final Replicas wanted;
    private final Journal journal;

    Entering(Server server, Shards shards, RelationalLedger ledger, Confirming accounts, Replicas wanted,
            Journal journal) {
        this.server = server;
        this.shards = shards;
        this.ledger = ledger;
        this.accounts = accounts;
        this.wanted = wanted;
        this.journal = journal;
    }

    /** What is asked for, and whether it may be there already, by an earlier try of the same call. */
    record Asked(Draft draft, boolean again) {}

    /** What came of it. */
    sealed interface Answer {
        record Done(Outcome outcome) implements Answer {}

        record Failed(RuntimeException why) implements Answer {}
    }

    /** One draft on its way. */
    private static final class Attempt {
        final Draft draft;
        final boolean again;
        boolean searched;
        boolean unsure;
        @Nullable
        Answer answer;

        Attempt(Asked asked) {
            draft = asked.draft;
            again = asked.again;
            searched = asked.draft.fresh() && !asked.again;
        }

        void done(Outcome outcome) {
            answer = new Answer.Done(outcome);
        }

        void failed(RuntimeException why) {
            answer = new Answer.Failed(why);
        }
    }

    List<Answer> enter(List<Asked> batch) {
        var all = batch.stream().map(Attempt::new).toList();
        RuntimeException why = new LedgerUnavailable("the accounts change too fast",
                new IllegalStateException(ROUNDS + " rounds"), false);
        try {
            for (var n = 0; n < ROUNDS && !open(all).isEmpty(); n++) {
                round(open(all));
            }
        } catch (RedisUnavailable e) {
            why = e;
        } catch (RuntimeException e) {
            // those that were answered keep their answers
            why = new LedgerUnavailable(String.valueOf(e.getMessage()), e, true);
        }
        for (var one : open(all)) {
            one.failed(why);
        }
        return all.stream().map(a -> a.answer).map(Objects::requireNonNull).toList();
    }

    private static List<Attempt> open(List<Attempt> all) {
        return all.stream().filter(a -> a.answer == null).toList();
    }

    private void round(List<Attempt> open) {
        try {
            var epoch = server.current();
            var told = server.run(open.stream().map(a -> command(a, epoch)).toList(), epoch, wanted);
            var seen = epoch.onDisk() ? DISK : MEMORY;
            var durability = told.replicas() > 0 ? "replicas:" + told.replicas() : seen;
            for (var n = 0; n < open.size(); n++) {
                hear(open.get(n), told.replies().get(n).many(), durability, seen, epoch);
            }
            search(open(open).stream().filter(a -> !a.searched).toList());
            confirm(open(open).stream().filter(a -> a.unsure).toList(), epoch);
        } catch (Server.Changed e) {
            // the next round is with the other one
        }
    }

    private Command command(Attempt a, Epoch epoch) {
        var draft = a.draft;
        var shard = shards.of(draft.account());
        var keys = shards.keys(draft.account(), shard.account(draft.account()),
                shard.record(draft.account(), draft.key()), shard.entries(), shard.accounts());
        return ENTER.with(keys, List.of(epoch.text(), Long.toString(draft.amount()), Long.toString(draft.hold()),
                Long.toString(Account.LIMIT), a.searched ? "1" : "0", draft.account(), Written.payload(draft)));
    }

    /** @param seen what is known of an entry that was there before */
    private void hear(Attempt a, List<Reply> said, String durability, String seen, Epoch epoch) {
        var draft = a.draft;
        switch (said.getFirst().text()) {
            case "entered" -> {
                var entry = Written.entry(draft, said.get(1).number(), said.get(2).number());
                journal.told(entry.id(),
                        new Journal.Place(shards.of(draft.account()), said.get(3).text(), epoch.text()));
                a.done(new Outcome.Entered(entry, durability));
            }
            case "seen" -> {
                var entry = Written.entry(said.get(1).text());
                there(a, entry, seen);
                if (a.answer instanceof Answer.Done(Outcome.Entered _)) {
                    journal.told(entry.id(), new Journal.Place(shards.of(draft.account()), someLater(), epoch.text()));
                }
            }
            case "little" -> a.done(new Outcome.TooLittle(account(draft, said)));
            case "much" -> a.done(new Outcome.TooMuch(account(draft, said)));
            case "unsearched" -> a.searched = false;
            default -> a.unsure = true;
        }
    }

    /** A line of a stream that is surely after one of just now. */
    private static String someLater() {
        return System.currentTimeMillis() + LATER_MILLIS + "-0";
    }

    private static Account account(Draft draft, List<Reply> said) {
        return new Account(draft.account(), said.get(1).number(), said.get(2).number(), said.get(3).number());
    }

    private static void there(Attempt a, Entry entry, String durability) {
        // an earlier try of the same call was not in vain
        a.done(a.again && entry.id().equals(a.draft.id())
                ? new Outcome.Entered(entry, durability)
                : entry.answers(a.draft) ? new Outcome.Replayed(entry, durability) : new Outcome.KeyTaken(entry));
    }

    /** Redis forgets keys; the tables do not. */
    private void search(List<Attempt> old) {
        if (old.isEmpty()) {
            return;
        }
        try {
            Map<List<String>, Entry> found = ledger.entered(old.stream().map(a -> a.draft).toList()).stream()
                    .collect(Collectors.toMap(e -> List.of(e.account(), e.key()), Function.identity()));
            for (var one : old) {
                one.searched = true;
                var entry = found.get(List.of(one.draft.account(), one.draft.key()));
                if (entry != null) {
                    there(one, entry, DISK);
                }
            }
        } catch (LedgerUnavailable e) {
            old.forEach(a -> a.failed(e));
        }
    }

    private void confirm(List<Attempt> unsure, Epoch epoch) {
        try {
            accounts.confirm(unsure.stream().map(a -> a.draft.account()).distinct().toList(), epoch);
            unsure.forEach(a -> a.unsure = false);
        } catch (LedgerUnavailable e) {
            unsure.forEach(a -> a.failed(e));
        }
    }
}

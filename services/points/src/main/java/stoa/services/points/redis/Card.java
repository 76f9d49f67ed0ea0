package stoa.services.points.redis;

import java.util.List;
import java.util.regex.Pattern;
import stoa.services.points.ledger.Account;
import stoa.stores.redis.Command;
import stoa.stores.redis.Reply;
import stoa.stores.redis.Script;

/** What Redis says of an account, word for word; empty where it says nothing. */
record Card(String epoch, String entries, String balance, String reserved) {
    private static final Script READ = Script.beside(Card.class, "card.lua");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}");

    static Command read(Shards shards, String account) {
        return READ.with(shards.keys(account, shards.of(account).account(account)), List.of());
    }

    static Card of(Reply reply) {
        var said = reply.texts();
        return new Card(said.get(0), said.get(1), said.get(2), said.get(3));
    }

    List<String> words() {
        return List.of(epoch, entries, balance, reserved);
    }

    /** Whether it was confirmed with this Redis, so that what it says is right. */
    boolean confirmed(Epoch by) {
        return epoch.equals(by.text()) && number(entries) && number(reserved)
                && (number(balance) || (balance.isEmpty() && entries.equals("0")));
    }

    private static boolean number(String word) {
        return NUMBER.matcher(word).matches();
    }

    /** @param name of the account, where this was confirmed */
    Account account(String name) {
        return new Account(name, count(balance), count(reserved), count(entries));
    }

    /** How many entries it says there are, 0 where it says nothing of the kind. */
    long lines() {
        return count(entries);
    }

    /** A balance that can be taken over where nobody knows of any entry; 0 where there is none. */
    long opening() {
        var said = count(balance);
        return said <= Account.LIMIT ? said : 0;
    }

    private static long count(String word) {
        return number(word) ? Long.parseLong(word) : 0;
    }
}

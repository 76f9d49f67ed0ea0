package stoa.catalog.registry;

import java.util.ArrayList;
import java.util.List;

/** What a change asks of {@link Upkeep}, which is done when the {@link Board} is free again. */
final class Effects {
    /** New ones, and those with other terms. */
    final List<Member> begun = new ArrayList<>();
    /** Those whose lease has been taken up again. */
    final List<Member> revived = new ArrayList<>();
    /** Those who were heard while it was being stored that they are not. */
    final List<Member> heard = new ArrayList<>();
    /** Those of whom another catalog has heard that a gateway could not connect to them. */
    final List<Member> doubted = new ArrayList<>();
    final List<Member> ended = new ArrayList<>();
}

package stoa.stores.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a reply together out of its parts (RESP2) as Lettuce reads them. */
final class ReplyOutput extends CommandOutput<String, String, Reply> {
    private final Deque<Begun> begun = new ArrayDeque<>();

    /** A list whose parts are still coming. */
    private record Begun(int size, List<Reply> parts) {}

    ReplyOutput() {
        super(StringCodec.UTF8, new Reply.Nothing());
    }

    private void add(Reply reply) {
        var list = begun.peek();
        if (list == null) {
            output = reply;
            return;
        }
        list.parts.add(reply);
        if (list.parts.size() == list.size) {
            begun.pop();
            add(new Reply.Many(List.copyOf(list.parts)));
        }
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        add(bytes == null
                ? new Reply.Nothing()
                : new Reply.Text(StandardCharsets.UTF_8.decode(bytes).toString()));
    }

    @Override
    public void setSingle(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void set(long integer) {
        add(new Reply.Whole(integer));
    }

    @Override
    public void multi(int count) {
        if (count > 0) {
            begun.push(new Begun(count, new ArrayList<>(count)));
        } else {
            add(count == 0 ? new Reply.Many(List.of()) : new Reply.Nothing());
        }
    }
}

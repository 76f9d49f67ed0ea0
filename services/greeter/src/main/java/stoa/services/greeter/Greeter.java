package stoa.services.greeter;

import java.util.List;
import stoa.http.Reply;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.Settings;

/** The greeter: {@code GET /} answers a greeting as text. */
public final class Greeter {
    private Greeter() {}

    /** The role's row. Key {@code greeting}: the text that is answered, byte by byte, without a line's end. */
    public static Role role(Settings in, Shell shell) {
        var greeting = in.key("greeting").env("GREETING").help("what the greeter answers")
                .text("Olá do servidor Java no container!");
        var service = Service.named("greeter").says("Greets whoever asks").at("/hello/").routes(
                at -> at.get("/", request -> Reply.text(greeting)).says("The greeting").answers(200, String.class));
        return new Role("greeter", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}

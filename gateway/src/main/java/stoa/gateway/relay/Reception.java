package stoa.gateway.relay;

import stoa.gateway.balance.HashKey;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.files.Asked;
import stoa.gateway.files.Folder;
import stoa.gateway.forward.Forwarding;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.Target;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Route;
import stoa.gateway.route.SeenPath;
import stoa.gateway.tls.Redirect;
import stoa.http.Problem;
import stoa.http.Reply;

/** Decides what becomes of a request whose head was read: relayed by a route, or answered at once. */
final class Reception {
    private static final String FILE_METHODS = "GET, HEAD, OPTIONS";

    private final ClientConnection client;
    private final Loop loop;

    Reception(ClientConnection client) {
        this.client = client;
        this.loop = client.loop;
    }

    void receive(Head head) {
        var target = loop.target;
        client.hear(head);
        try {
            refuseTunnel(head);
            target.read(head);
            if (target.https() && !client.caller().secured()) {
                throw new BadMessage(421, "what https addresses name is not to be had without TLS");
            }
        } catch (BadMessage bad) {
            client.refuse(bad, new Request(head, unread(head), loop.now(), loop.random));
            return;
        }
        var path = target.pathStart() == target.pathEnd() ? "/" : head.text(target.pathStart(), target.pathEnd());
        var request = new Request(head, path, loop.now(), loop.random);
        client.body.ofRequest(head);
        try {
            decide(head, target, request);
        } catch (BadMessage bad) {
            client.refuse(bad, request);
        }
    }

    /** Before its target is read, which has a form of its own; what would follow is no HTTP. */
    private static void refuseTunnel(Head head) throws BadMessage {
        if (head.methodEnd() == "CONNECT".length() && head.text(0, head.methodEnd()).equals("CONNECT")) {
            throw new BadMessage(501, "CONNECT is not done here");
        }
    }

    /** The path of a target that breaks the rules, for people; of an address, which might hold a password, nothing. */
    private static String unread(Head head) {
        var text = head.text(head.targetStart(), head.targetEnd());
        var query = text.indexOf('?');
        return !text.startsWith("/") ? "" : query < 0 ? text : text.substring(0, query);
    }

    private void decide(Head head, Target target, Request request) throws BadMessage {
        switch (request.method()) {
            case "TRACE" -> {
                client.answer(new Problem(501, "TRACE is not done here"), request, "");
                return;
            }
            case "OPTIONS" -> {
                if (target.isOfServer() || Forwarding.endsHere(head)) {
                    client.answer(Answers.options("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"), request, "", "");
                    return;
                }
            }
            default -> {
                // any other method is the service's business
            }
        }
        if (target.form() == Target.Form.ASTERISK) {
            throw new BadMessage(400, "the target * belongs to OPTIONS alone");
        }
        var elsewhere = client.entrance.redirect();
        if (elsewhere != null && !client.caller().secured() && redirected(elsewhere, head, target, request)) {
            return;
        }
        var path = SeenPath.of(head, target);
        var route = client.entrance.routes().find(path.bytes(), path.from(), path.to(), head, target);
        if (route != null) {
            request.answerEdits(route.edits().answer());
        }
        if (route == null) {
            client.answer(new Problem(404, "nothing is at " + request.path()), request, "");
        } else if (route.lacksSlash(path.length())) {
            var query = head.text(target.pathEnd(), target.end());
            client.answer(Answers.redirect(request.path(), query), request, "", "");
        } else {
            relay(head, target, request, route, path.afterPrefix(route));
        }
    }

    /** @return whether the client is sent to ask by TLS */
    private boolean redirected(Redirect to, Head head, Target target, Request request) {
        var host = head.find(Field.HOST);
        var authority = target.form() == Target.Form.ABSOLUTE
                ? head.text(target.authorityStart(), target.authorityEnd())
                : host < 0 ? "" : head.value(host);
        var location = to.location(authority, request.path() + head.text(target.pathEnd(), target.end()));
        if (location != null) {
            client.answer(Reply.empty(308).with("Location", location), request, "", "");
        }
        return location != null;
    }

    private void relay(Head head, Target target, Request request, Route route, int pathFrom) throws BadMessage {
        switch (route.to()) {
            case Destination.ToService(var service) -> relay(head, target, request, route, pathFrom, service);
            case Destination.Home(_, var page) when request.path().equals("/") && Answers.wantsPage(request) ->
                client.answer(Answers.home(page), request, "", "");
            case Destination.Split split -> relay(head, target, request, route, pathFrom, split.pick(loop.random));
            case Destination.Redirect to -> client.answer(Answers.redirect(to, head.text(pathFrom, target.pathEnd()),
                    head.text(target.pathEnd(), target.end())), request, "", "");
            case Destination.Fixed(var reply) -> client.answer(reply, request, "", "");
            case Destination.Files(var folder) -> send(head, target, request, route, pathFrom, folder);
            case Destination.Home(var service, _) -> relay(head, target, request, route, pathFrom, service);
            case Destination.NoSuchService() -> client.answer(noSuchService(request, route), request, "");
        }
    }

    private void relay(Head head, Target target, Request request, Route route, int pathFrom, UpstreamService service)
            throws BadMessage {
        var most = route.policy().maxBodyBytes();
        if (most >= 0 && head.contentLength() > most) {
            throw new BadMessage(413, Answers.tooLarge(most).detail());
        }
        var standing = loop.relay.gatekeeper().of(head, request.method(), client.caller(), service.name());
        var sendable = Forwarding.request(loop.draft, head, target, request, route, pathFrom, client.caller(),
                standing);
        client.begin(new Exchange(client, request, service, route, sendable,
                HashKey.of(route.policy().balancing(), head, client.caller().address())));
    }

    private void send(Head head, Target target, Request request, Route route, int pathFrom, Folder folder) {
        if (request.method().equals("OPTIONS")) {
            client.answer(Answers.options(FILE_METHODS), request, "", "");
            return;
        }
        if (!request.method().equals("GET") && !request.isHead()) {
            client.answer(new Problem(405, "files are read with GET and HEAD alone").with("Allow", FILE_METHODS),
                    request, "");
            return;
        }
        var asked = Asked.of(head, head.text(pathFrom, target.pathEnd()), request.isHead(), request.id());
        client.begin(new FileSending(client, request, route, folder, asked,
                head.text(target.pathEnd(), target.end())));
    }

    private Problem noSuchService(Request request, Route route) {
        if (!loop.relay.hasHeard()) {
            return new Problem(503, "the catalog has not been heard yet").with("Retry-After", "1");
        }
        var rest = request.path().substring(Math.min(route.prefix().length(), request.path().length()));
        var slash = rest.indexOf('/');
        return new Problem(404, "there is no service named \"" + (slash < 0 ? rest : rest.substring(0, slash)) + "\"");
    }
}

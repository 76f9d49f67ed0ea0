package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.List;

/** The contract's section 8. */
final class RecordsTour {
    private RecordsTour() {}

    static List<Row> rows() {
        return List.of(
                get("/records/").status(200).type("text/html").says("<html lang=\"pt-BR\">").says("Dado persistido!"),
                get("/records/registros").status(200).type("application/json").has("registros.0.id")
                        .has("registros.0.texto", "Dado persistido!").has("registros.0.quando")
                        .has("registros.0.instancia"),
                get("/records/registros?limit=1").status(200).has("registros", "1"),
                get("/records/registros?limit=0").invalid("limit"),
                get("/records/registros?cursor=never").invalid("cursor"),
                Row.of("DELETE", "/records/registros").problem(405).answerHeader("allow", "GET"),
                get("/records").status(308).answerHeaderIs("location", "records/"));
    }
}

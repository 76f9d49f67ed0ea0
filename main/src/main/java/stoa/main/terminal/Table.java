package stoa.main.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Rows under headings, each column as wide as its widest cell. */
public final class Table {
    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = headings;
    }

    public void row(String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.length + " headings");
        }
        rows.add(cells);
    }

    public void print(PrintWriter out) {
        var widths = new int[headings.length];
        for (var column = 0; column < widths.length; column++) {
            widths[column] = headings[column].length();
            for (var row : rows) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        out.println(Ansi.AUTO.string("@|bold " + line(headings, widths) + "|@"));
        rows.forEach(row -> out.println(line(row, widths)));
        out.flush();
    }

    private static String line(String[] cells, int[] widths) {
        var line = new StringBuilder();
        for (var column = 0; column < cells.length; column++) {
            line.append(cells[column]).repeat(' ', widths[column] - cells[column].length() + 2);
        }
        return line.toString().stripTrailing();
    }
}

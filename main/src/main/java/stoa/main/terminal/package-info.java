/** What the commands share before a person: tables, and the keys that stop a program. */
@NullMarked
package stoa.main.terminal;

import org.jspecify.annotations.NullMarked;

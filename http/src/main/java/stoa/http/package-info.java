/**
 * The shell every service shares. Start reading at {@link stoa.http.Shell}; a service describes itself as a
 * {@link stoa.http.Service} and answers with plain functions from {@link stoa.http.Request} to {@link stoa.http.Reply}.
 * No type of the HTTP framework leaves this package.
 */
@NullMarked
package stoa.http;

import org.jspecify.annotations.NullMarked;

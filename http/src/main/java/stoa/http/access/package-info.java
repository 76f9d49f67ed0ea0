/**
 * Who may do what: the operator's token, the gateway's signed verdict, and the trust in clients of this machine. Start
 * reading at {@link stoa.http.access.Access}.
 */
@NullMarked
package stoa.http.access;

import org.jspecify.annotations.NullMarked;

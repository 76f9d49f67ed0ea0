/**
 * The client that reaches services by name. Start reading at {@link stoa.http.client.Client}; where a name leads is a
 * {@link stoa.http.client.Resolver}'s affair.
 */
@NullMarked
package stoa.http.client;

import org.jspecify.annotations.NullMarked;

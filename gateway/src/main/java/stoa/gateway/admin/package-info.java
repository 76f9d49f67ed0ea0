/**
 * What the gateway tells of itself: metrics and its state for people. Start reading at {@link stoa.gateway.admin.Traffic}.
 */
@NullMarked
package stoa.gateway.admin;

import org.jspecify.annotations.NullMarked;

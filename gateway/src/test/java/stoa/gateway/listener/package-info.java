@NullMarked
package stoa.gateway.listener;

import org.jspecify.annotations.NullMarked;

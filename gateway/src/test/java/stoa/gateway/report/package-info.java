@NullMarked
package stoa.gateway.report;

import org.jspecify.annotations.NullMarked;

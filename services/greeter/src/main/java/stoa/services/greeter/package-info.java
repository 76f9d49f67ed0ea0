/** The greeter, the smallest service there is: {@code docs/your-service.md} walks through it. Start at {@link Greeter}. */
@NullMarked
package stoa.services.greeter;

import org.jspecify.annotations.NullMarked;

import { createLazyRoute } from '@tanstack/react-router';
import { DeliveryScreen } from './screen.tsx';
import './delivery.css';
import '../actions/actions.css';
import '../tree/tree.css';
import '../object/object.css';

/** The screen of a delivery, with all that only it needs: a chunk of its own. */
export const deliveryRoute = createLazyRoute('/deliveries/$kind/$namespace/$name')({ component: DeliveryScreen });

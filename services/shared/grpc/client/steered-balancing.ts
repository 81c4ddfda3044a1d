/**
 * A load balancing policy that wraps round_robin. A call can rank the servers, and is notified of the chosen server before that server
 * answers. grpc-js has no option for either, but its policies can be wrapped, as its outlier detection does.
 */

import { connectivityState, experimental, type Metadata } from '@grpc/grpc-js';

const { ChildLoadBalancerHandler, createChildChannelControlHelper, PickResultType, registerLoadBalancerType, selectLbConfigFromList } =
  experimental;

/** Name of the policy in a service config. */
export const STEERED_ROUND_ROBIN = 'steered_round_robin';

/** Influences the choice of a call's server. Addresses are host:port. */
export interface Steering {
  /** Returns the cost of a server; 0 is the best. Among the servers of the lowest cost, the next one in turn is chosen. */
  reluctance(address: string): number;
  /** Called when a server is chosen, and again if the call moves to another server. */
  onChosen(address: string): void;
}

/** Maximum number of servers that are compared for one call. */
const MAX_PICKS = 64;
/** Metadata key of the steering id. The picker removes the key before the call is sent. */
const KEY = 'x-steering';

const steerings = new Map<string, Steering>();
let lastId = 0;

/** Registers the steering of the call with this metadata. Returns a function to call when the call has ended. */
export function steer(metadata: Metadata, steering: Steering): () => void {
  const id = String(++lastId);
  steerings.set(id, steering);
  metadata.set(KEY, id);
  return () => steerings.delete(id);
}

class SteeredConfig implements experimental.TypedLoadBalancingConfig {
  static createFromJson(): SteeredConfig {
    return new SteeredConfig();
  }

  getLoadBalancerName(): string {
    return STEERED_ROUND_ROBIN;
  }

  toJsonObject(): object {
    return { [STEERED_ROUND_ROBIN]: {} };
  }
}

class SteeredPicker implements experimental.Picker {
  readonly #roundRobin: experimental.Picker;

  constructor(roundRobin: experimental.Picker) {
    this.#roundRobin = roundRobin;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    const [id] = args.metadata.get(KEY);
    args.metadata.remove(KEY);
    const steering = steerings.get(String(id));
    const first = this.#roundRobin.pick(args);
    if (!steering || first.pickResultType !== PickResultType.COMPLETE) return first;
    let best = first;
    let lowest = steering.reluctance(addressOf(first));
    for (let picks = 1; picks < MAX_PICKS && lowest > 0; picks++) {
      const next = this.#roundRobin.pick(args);
      // All servers were compared.
      if (addressOf(next) === addressOf(first)) break;
      const reluctance = steering.reluctance(addressOf(next));
      if (reluctance < lowest) [best, lowest] = [next, reluctance];
    }
    steering.onChosen(addressOf(best));
    return best;
  }
}

function addressOf({ subchannel }: experimental.PickResult): string {
  return subchannel?.getAddress() ?? '';
}

class SteeredRoundRobin extends ChildLoadBalancerHandler {
  constructor(helper: experimental.ChannelControlHelper) {
    super(
      createChildChannelControlHelper(helper, {
        updateState: (state, picker, error) =>
          helper.updateState(state, state === connectivityState.READY ? new SteeredPicker(picker) : picker, error),
      }),
    );
  }

  override updateAddressList(...[endpoints, , options, note]: Parameters<experimental.LoadBalancer['updateAddressList']>): boolean {
    const roundRobin = selectLbConfigFromList([{ round_robin: {} }]);
    return roundRobin !== null && super.updateAddressList(endpoints, roundRobin, options, note);
  }

  override getTypeName(): string {
    return STEERED_ROUND_ROBIN;
  }
}

registerLoadBalancerType(STEERED_ROUND_ROBIN, SteeredRoundRobin, SteeredConfig);

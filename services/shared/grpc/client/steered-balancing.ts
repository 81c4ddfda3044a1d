/**
 * round_robin, steered: a call may name servers it would rather not go to, and is told which one it got before that one
 * answers. grpc-js has no word for either; its policies can be wrapped, as its outlier detection wraps them.
 */

import { connectivityState, experimental, type Metadata } from '@grpc/grpc-js';

const { ChildLoadBalancerHandler, createChildChannelControlHelper, PickResultType, registerLoadBalancerType, selectLbConfigFromList } =
  experimental;

/** Name of the policy in a service config. */
export const STEERED_ROUND_ROBIN = 'steered_round_robin';

/** How a call takes part in the choice of its server; addresses are host:port. */
export interface Steering {
  /** How much the call would rather not go there, 0: not at all. Of the servers with the least the next in turn is taken. */
  reluctance(address: string): number;
  /** Once the call has its server; again if it has to move. */
  chosen(address: string): void;
}

/** Servers looked at for one call. */
const MAX_PICKS = 64;
/** Metadata of a call that is steered; it is taken off before it is sent. */
const KEY = 'x-steering';

const steerings = new Map<string, Steering>();
let lastId = 0;

/** Steers the call made with this metadata. @returns what to do when the call is over. */
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
  readonly #inTurn: experimental.Picker;

  constructor(inTurn: experimental.Picker) {
    this.#inTurn = inTurn;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    const [id] = args.metadata.get(KEY);
    args.metadata.remove(KEY);
    const steering = steerings.get(String(id));
    const first = this.#inTurn.pick(args);
    if (!steering || first.pickResultType !== PickResultType.COMPLETE) return first;
    let best = first;
    let least = steering.reluctance(addressOf(first));
    for (let picks = 1; picks < MAX_PICKS && least > 0; picks++) {
      const next = this.#inTurn.pick(args);
      // Once around.
      if (addressOf(next) === addressOf(first)) break;
      const reluctance = steering.reluctance(addressOf(next));
      if (reluctance < least) [best, least] = [next, reluctance];
    }
    steering.chosen(addressOf(best));
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
    const inTurn = selectLbConfigFromList([{ round_robin: {} }]);
    return inTurn !== null && super.updateAddressList(endpoints, inTurn, options, note);
  }

  override getTypeName(): string {
    return STEERED_ROUND_ROBIN;
  }
}

registerLoadBalancerType(STEERED_ROUND_ROBIN, SteeredRoundRobin, SteeredConfig);

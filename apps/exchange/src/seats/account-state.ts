import {
  type AccountId,
  type EngineView,
  formatMicros,
  formatPrice,
  formatSize,
  type InstrumentId,
  instrumentId,
  type PositionView,
} from '@spillway/protocol';
import type { AccountState, PositionState } from '@spillway/protocol/wire';
import { averagePriceText } from './average-price.ts';

/** An account as its owner sees it: every instrument, flat ones too, because mode and leverage are chosen before. */
export function accountState(engine: EngineView, account: AccountId): AccountState {
  const view = engine.account(account);
  const instruments = Array.from({ length: engine.instrumentCount }, (_, index) => instrumentId(index));
  return {
    accountId: account,
    wallet: formatMicros(view.walletMicros),
    available: formatMicros(view.availableMicros),
    withdrawable: formatMicros(view.withdrawableMicros),
    crossEquity: formatMicros(view.crossEquityMicros),
    crossMaintenance: formatMicros(view.crossMaintenanceMicros),
    isLocked: view.isLocked,
    positions: instruments.map((instrument) => positionState(engine, account, instrument)),
    openOrders: engine.openOrders(account).map((order) => {
      const specification = engine.specification(order.instrumentId);
      return {
        orderId: order.orderId,
        clientOrderId: order.clientOrderId,
        symbol: specification.symbol,
        side: order.side,
        price: formatPrice(order.priceTicks, specification),
        remaining: formatSize(order.remainingLots, specification),
        reduceOnly: order.isReduceOnly,
      };
    }),
  };
}

function positionState(engine: EngineView, account: AccountId, instrument: InstrumentId): PositionState {
  const specification = engine.specification(instrument);
  const position = engine.position(account, instrument);
  return {
    symbol: specification.symbol,
    mode: position.mode,
    leverage: position.leverage,
    size: formatSize(position.sizeLots, specification),
    entryPrice:
      position.sizeLots === 0
        ? null
        : averagePriceText(BigInt(position.entryCostMicros), position.sizeLots, specification),
    markPrice: formatPrice(engine.markTicks(instrument), specification),
    unrealisedPnl: formatMicros(position.unrealisedPnlMicros),
    margin: formatMicros(marginMicros(position)),
    maintenanceMargin: formatMicros(position.maintenanceMarginMicros),
    liquidationPrice:
      position.liquidationPriceTicks === null
        ? null
        : formatPrice(position.liquidationPriceTicks, specification),
  };
}

/** An isolated position has a bucket of its own; a cross position shares the wallet and uses its initial margin. */
function marginMicros(position: PositionView): PositionView['bucketMicros'] {
  return position.mode === 'isolated' ? position.bucketMicros : position.initialMarginMicros;
}

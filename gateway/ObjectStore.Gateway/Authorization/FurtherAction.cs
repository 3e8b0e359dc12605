namespace ObjectStore.Gateway.Authorization;

/// <summary>What a request does beside its operation's own action.</summary>
/// <param name="Action">What it is to policies and lists.</param>
/// <param name="CountsOnlyRefused">Whether it need not be allowed: only a statement that denies it counts.</param>
internal readonly record struct FurtherAction(OperationAction Action, bool CountsOnlyRefused);

namespace ObjectStore.Operator.Curators;

/// <summary>How a store's curator is.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Problem">What holds it up; empty when nothing does.</param>
internal readonly record struct CuratorState(CuratorPhase Phase, string Problem);

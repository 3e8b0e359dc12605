namespace ObjectStore.AdminApi;

/// <summary>The prefixes that take most of the load.</summary>
/// <param name="IsRunning">False when no heat is measured in this process; then there are no prefixes.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Prefixes">Hottest first.</param>
public sealed record HotPrefixes(bool IsRunning, string Message, IReadOnlyList<HotPrefix> Prefixes);

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>One change of the keymap. At most one of a plan concerns any one partition.</summary>
/// <param name="Reason">Why, in one sentence for people.</param>
public abstract record KeymapDecision(string Reason);

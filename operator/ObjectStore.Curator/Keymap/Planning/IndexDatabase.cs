namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>A database that can own partitions.</summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="IsDraining">Whether it is to own none any more. Otherwise it is active.</param>
/// <param name="Weight">Its share of the load relative to the others, more than 0.</param>
/// <param name="IsReachable">Whether it answers. One that does not gives and takes nothing.</param>
public sealed record IndexDatabase(string Name, bool IsDraining, double Weight, bool IsReachable);

using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap;

/// <summary>A database that may hold partitions.</summary>
/// <param name="Name">Stored in the keymap, so that it must never come to mean another database.</param>
/// <param name="Store">Its rows; owned by who opened it.</param>
/// <param name="IsDraining">Whether it is to be emptied.</param>
/// <param name="Weight">Its share of the load relative to the others, more than 0.</param>
public sealed record IndexDatabase(string Name, IOrderedStore Store, bool IsDraining = false, double Weight = 1);

namespace ObjectStore.Curator.Repair;

/// <summary>What is known of one fragment of a stripe during its repair.</summary>
internal enum FragmentCondition
{
    /// <summary>Its device has a whole header for it; the payload has not been read.</summary>
    Present,

    /// <summary>Read and verified.</summary>
    Loaded,

    /// <summary>Its device does not hold it, but the one that held its position before has a whole header for it.</summary>
    Displaced,

    /// <summary>Read and verified at the old place; its device does not hold it yet.</summary>
    Carried,

    /// <summary>Its device does not hold it.</summary>
    Missing,

    /// <summary>Its device holds it with wrong bytes.</summary>
    Damaged,

    /// <summary>Its device does not answer.</summary>
    Unreachable,
}

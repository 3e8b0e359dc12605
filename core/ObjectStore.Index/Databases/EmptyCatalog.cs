namespace ObjectStore.Index.Databases;

/// <summary>What a process does that finds nothing in the database that is to hold the catalog.</summary>
public enum EmptyCatalog
{
    /// <summary>Does not start: there are devices with data, so that the catalog must have been lost.</summary>
    Refuse,

    /// <summary>Makes it the catalog of a new cluster.</summary>
    Make,

    /// <summary>Waits until another process has made it.</summary>
    Await,
}

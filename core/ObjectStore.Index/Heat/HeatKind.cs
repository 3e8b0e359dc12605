namespace ObjectStore.Index.Heat;

/// <summary>What a request did to the index. The numbers are stored.</summary>
public enum HeatKind : byte
{
    /// <summary>It read rows: GET, HEAD, a page of a listing.</summary>
    Read = 0,

    /// <summary>It committed rows: PUT, DELETE, a part.</summary>
    Write = 1,
}

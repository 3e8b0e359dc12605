namespace ObjectStore.Gateway.Middleware;

/// <summary>What a request has headers about, found in the one pass over all of them, so that the usual request is not searched for what it has not.</summary>
[Flags]
internal enum HeaderTraits
{
    /// <summary>Nothing of this.</summary>
    None = 0,

    /// <summary>The source of a copy.</summary>
    CopySource = 1,

    /// <summary>An access control list, by name or grant by grant.</summary>
    Acl = 2,

    /// <summary>Tags.</summary>
    Tagging = 4,

    /// <summary>A retention.</summary>
    Retention = 8,

    /// <summary>A legal hold.</summary>
    LegalHold = 16,

    /// <summary>Server-side encryption, of whichever kind.</summary>
    Encryption = 32,

    /// <summary>The version of another bucket that a write brings.</summary>
    Replica = 64,
}

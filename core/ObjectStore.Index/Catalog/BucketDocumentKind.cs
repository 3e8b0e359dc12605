namespace ObjectStore.Index.Catalog;

/// <summary>What a document of a bucket configures. Stored; the values are never reused. The content is the gateway's.</summary>
public enum BucketDocumentKind : byte
{
    /// <summary>Access control list.</summary>
    Acl = 1,

    /// <summary>Bucket policy, as it was sent.</summary>
    Policy = 2,

    /// <summary>Public access block.</summary>
    PublicAccessBlock = 3,

    /// <summary>Who owns objects that others put.</summary>
    Ownership = 4,

    /// <summary>Rules for other origins.</summary>
    Cors = 5,

    /// <summary>Tags.</summary>
    Tags = 6,

    /// <summary>How objects are encrypted that come without saying it.</summary>
    Encryption = 7,

    /// <summary>Lifecycle rules; the curator reads them too.</summary>
    Lifecycle = 8,

    /// <summary>Who is told of changes; the curator reads it too.</summary>
    Notifications = 9,

    /// <summary>To which buckets objects are replicated; the curator reads it too.</summary>
    Replication = 10,

    /// <summary>How the bucket is shown as a website.</summary>
    Website = 12,

    /// <summary>Where records of requests to the bucket go.</summary>
    Logging = 13,

    /// <summary>Inventories that are made of the bucket.</summary>
    Inventory = 14,

    /// <summary>Rates that the gateways hold the bucket to.</summary>
    Rates = 16,

    /// <summary>Whether objects are compressed when they are written.</summary>
    Compression = 17,

    /// <summary>How much the bucket may hold.</summary>
    Quota = 18,
}

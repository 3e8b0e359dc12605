namespace ObjectStore.S3.Xml;

/// <summary>How keys of access logs are made (Amazon S3 user guide, "Logging requests with server access logging", log object key format).</summary>
public enum LogKeyFormat
{
    /// <summary>Prefix and time of delivery.</summary>
    Simple,

    /// <summary>Prefix, owner, region, bucket and day of the requests; an object has requests of one day.</summary>
    PartitionedByEvent,

    /// <summary>Prefix, owner, region, bucket and day of delivery.</summary>
    PartitionedByDelivery,
}

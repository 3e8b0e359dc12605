using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ObjectStore.Index.Objects;

namespace ObjectStore.Events.Documents;

/// <summary>Makes the documents that destinations get.</summary>
/// <remarks>Source: Amazon S3 user guide, "Event message structure", without the parts of replication and tiering.</remarks>
public static class EventDocument
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private const string ETagOfNothing = "d41d8cd98f00b204e9800998ecf8427e";

    /// <summary>How the names of those events begin that AWS still writes in the first version.</summary>
    private static readonly string[] FirstVersionEvents = ["ObjectCreated:", "ObjectRemoved:", "ObjectRestore:Post", "ObjectRestore:Completed"];

    /// <summary>How the names of those events begin that leave the bytes of the object alone.</summary>
    private static readonly string[] MetadataEvents = ["ObjectTagging:", "ObjectAcl:"];

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document with one record.</summary>
    /// <param name="facts">What the row says.</param>
    /// <param name="key">The object key in UTF-8.</param>
    /// <param name="sequence">Orders the events of the key.</param>
    /// <param name="at">When the change was made.</param>
    public static byte[] Render(EventFacts facts, ReadOnlySpan<byte> key, ulong sequence, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartArray("Records"u8);
        json.WriteStartObject();
        json.WriteString("eventVersion"u8, BeginsWith(facts.Event, FirstVersionEvents) ? "2.1"u8 : "2.3"u8);
        json.WriteString("eventSource"u8, "aws:s3"u8);
        json.WriteString("awsRegion"u8, facts.Region);
        json.WriteString("eventTime"u8, at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("eventName"u8, facts.Event);
        WriteOne(json, "userIdentity"u8, "principalId"u8, facts.Principal);
        WriteOne(json, "requestParameters"u8, "sourceIPAddress"u8, facts.Source);
        json.WriteStartObject("responseElements"u8);
        if (facts.Request is { } request) json.WriteString("x-amz-request-id"u8, request);
        if (facts.Host is { } host) json.WriteString("x-amz-id-2"u8, host);
        json.WriteEndObject();
        WriteEntity(json, facts, key, sequence);
        WriteStorage(json, facts);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What a destination gets when a configuration begins to name it.</summary>
    public static byte[] RenderTest(string bucket, string requestId, string hostId, DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("Service"u8, "Amazon S3"u8);
        json.WriteString("Event"u8, "s3:TestEvent"u8);
        json.WriteString("Time"u8, at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("Bucket"u8, bucket);
        json.WriteString("RequestId"u8, requestId);
        json.WriteString("HostId"u8, hostId);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntity(Utf8JsonWriter json, EventFacts facts, ReadOnlySpan<byte> key, ulong sequence)
    {
        json.WriteStartObject("s3"u8);
        json.WriteString("s3SchemaVersion"u8, "1.0"u8);
        json.WriteString("configurationId"u8, facts.Configuration);
        json.WriteStartObject("bucket"u8);
        json.WriteString("name"u8, facts.Bucket);
        WriteOne(json, "ownerIdentity"u8, "principalId"u8, facts.Owner);
        json.WriteString("arn"u8, $"arn:aws:s3:::{facts.Bucket}");
        json.WriteEndObject();
        json.WriteStartObject("object"u8);
        json.WriteString("key"u8, EventKey.Encode(key));
        if (facts.Size is { } size && !BeginsWith(facts.Event, MetadataEvents)) json.WriteNumber("size"u8, size);
        if (ETagOf(facts) is { } eTag) json.WriteString("eTag"u8, eTag);
        if (facts.Version is { } version && version != VersionName.Null.ToString()) json.WriteString("versionId"u8, version);
        json.WriteString("sequencer"u8, sequence.ToString("X16", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The entity tag; a delete marker that somebody made has that of nothing, as on AWS.</summary>
    private static string? ETagOf(EventFacts facts) => facts.Event == EventTypes.NameOf(EventType.ObjectRemovedDeleteMarkerCreated) ? ETagOfNothing : facts.ETag;

    private static bool BeginsWith(string name, string[] beginnings) => Array.Exists(beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>What only events of restored objects and of transitions say.</summary>
    private static void WriteStorage(Utf8JsonWriter json, EventFacts facts)
    {
        if (facts.StorageClass is not { } storageClass) return;
        json.WriteStartObject(facts.RestoredUntil is null ? "lifecycleEventData"u8 : "glacierEventData"u8);
        if (facts.RestoredUntil is { } until)
        {
            json.WriteStartObject("restoreEventData"u8);
            json.WriteString("lifecycleRestorationExpiryTime"u8, until.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("lifecycleRestoreStorageClass"u8, storageClass);
            json.WriteEndObject();
        }
        else
        {
            WriteOne(json, "transitionEventData"u8, "destinationStorageClass"u8, storageClass);
        }

        json.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> property, string value)
    {
        json.WriteStartObject(name);
        json.WriteString(property, value);
        json.WriteEndObject();
    }
}

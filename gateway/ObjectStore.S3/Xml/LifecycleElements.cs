using System.Globalization;
using System.Xml;
using ObjectStore.Lifecycle;

namespace ObjectStore.S3.Xml;

/// <summary>Reads the elements of lifecycle rules.</summary>
/// <remarks>The methods throw <see cref="XmlException"/> on unknown elements, ones that come twice, and values that are no numbers or dates.</remarks>
internal sealed class LifecycleElements(XmlRequestReader reader)
{
    /// <summary>More than an object may have, so that what is too many matches nothing and costs little.</summary>
    private const int TagsMax = 50;

    private const int TransitionsMax = 20;

    /// <summary>Reads the rule that was moved to.</summary>
    public LifecycleRuleRequest ReadRule()
    {
        var rule = new LifecycleRuleRequest();
        var transitions = new List<LifecycleTransitionRequest>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.TryReadChild(1, out var name))
        {
            if (name is "Transition" or "NoncurrentVersionTransition")
            {
                Require(transitions.Count < TransitionsMax);
                transitions.Add(ReadTransition(name == "NoncurrentVersionTransition"));
                continue;
            }

            Require(seen.Add(name));
            rule = name switch
            {
                "ID" => rule with { Id = reader.ReadText() },
                "Status" => rule with { Status = reader.ReadText() },
                "Prefix" => rule with { Prefix = reader.ReadText() },
                "Filter" => rule with { Filter = ReadFilter() },
                "Expiration" => rule with { Expiration = ReadExpiration() },
                "NoncurrentVersionExpiration" => rule with { Noncurrent = ReadNoncurrent() },
                "AbortIncompleteMultipartUpload" => rule with { Abort = ReadAbort() },
                _ => throw Unexpected(),
            };
        }

        return rule with { Transitions = transitions };
    }

    /// <summary>Conditions in <c>And</c> and beside it count alike: all must hold, and there are several.</summary>
    private LifecycleFilter ReadFilter()
    {
        var conditions = new Conditions();
        while (reader.TryReadChild(2, out var name))
        {
            if (name != "And")
            {
                ReadCondition(conditions, name, tagDepth: 3);
                continue;
            }

            Require(!conditions.HasAnd);
            conditions.HasAnd = true;
            conditions.Begin();
            while (reader.TryReadChild(3, out var inner)) ReadCondition(conditions, inner, tagDepth: 4);
        }

        return conditions.Build();
    }

    private void ReadCondition(Conditions conditions, string name, int tagDepth)
    {
        Require(name == "Tag" || conditions.Seen.Add(name));
        switch (name)
        {
            case "Prefix": conditions.AddPrefix(reader.ReadText()); break;
            case "ObjectSizeGreaterThan": conditions.Above = Math.Max(conditions.Above ?? 0, ReadSize()); break;
            case "ObjectSizeLessThan": conditions.Below = Math.Min(conditions.Below ?? long.MaxValue, ReadSize()); break;
            case "Tag" when conditions.Tags.Count < TagsMax: conditions.Tags.Add(TagElement.Read(reader, tagDepth)); break;
            default: throw Unexpected();
        }
    }

    private LifecycleExpirationRequest ReadExpiration()
    {
        var expiration = new LifecycleExpirationRequest(null, null, null);
        while (reader.TryReadChild(2, out var name))
        {
            expiration = name switch
            {
                "Days" when expiration.Days is null => expiration with { Days = ReadNumber() },
                "Date" when expiration.Date is null => expiration with { Date = ReadDate() },
                "ExpiredObjectDeleteMarker" when expiration.RemovesMarkers is null => expiration with { RemovesMarkers = ReadBoolean() },
                _ => throw Unexpected(),
            };
        }

        return expiration;
    }

    private LifecycleNoncurrentRequest ReadNoncurrent()
    {
        var noncurrent = new LifecycleNoncurrentRequest(null, null);
        while (reader.TryReadChild(2, out var name))
        {
            noncurrent = name switch
            {
                "NoncurrentDays" when noncurrent.Days is null => noncurrent with { Days = ReadNumber() },
                "NewerNoncurrentVersions" when noncurrent.KeepNewest is null => noncurrent with { KeepNewest = ReadNumber() },
                _ => throw Unexpected(),
            };
        }

        return noncurrent;
    }

    private LifecycleAbortRequest ReadAbort()
    {
        int? days = null;
        while (reader.TryReadChild(2, out var name))
        {
            Require(name == "DaysAfterInitiation" && days is null);
            days = ReadNumber();
        }

        return new LifecycleAbortRequest(days);
    }

    private LifecycleTransitionRequest ReadTransition(bool isNoncurrent)
    {
        var transition = new LifecycleTransitionRequest(isNoncurrent, null, null, null, null);
        var daysName = isNoncurrent ? "NoncurrentDays" : "Days";
        while (reader.TryReadChild(2, out var name))
        {
            transition = name switch
            {
                _ when name == daysName && transition.Days is null => transition with { Days = ReadNumber() },
                "NewerNoncurrentVersions" when isNoncurrent && transition.KeepNewest is null => transition with { KeepNewest = ReadNumber() },
                "Date" when !isNoncurrent && transition.Date is null => transition with { Date = ReadDate() },
                "StorageClass" when transition.StorageClass is null => transition with { StorageClass = reader.ReadText().Trim() },
                _ => throw Unexpected(),
            };
        }

        return transition;
    }

    private int ReadNumber() => int.TryParse(reader.ReadText().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected();

    private long ReadSize() => long.TryParse(reader.ReadText().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw Unexpected();

    private bool ReadBoolean() => reader.ReadText().Trim() switch { "true" => true, "false" => false, _ => throw Unexpected() };

    private DateTimeOffset ReadDate()
    {
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HHmmssK"];
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(reader.ReadText().Trim(), forms, CultureInfo.InvariantCulture, styles, out var date) ? date : throw Unexpected();
    }

    private static void Require(bool isGood)
    {
        if (!isGood) throw Unexpected();
    }

    private static XmlException Unexpected() => new("Another element or value was expected.");

    private sealed class Conditions
    {
        private string? _prefix;

        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        public List<KeyValuePair<string, string>> Tags { get; } = [];

        public long? Above { get; set; }

        public long? Below { get; set; }

        public bool HasAnd { get; set; }

        /// <summary>What was said beside <c>And</c> may be said in it again.</summary>
        public void Begin() => Seen.Clear();

        /// <summary>Of two prefixes the longer is the stricter one, when it begins with the other; else no key has both.</summary>
        public void AddPrefix(string prefix)
        {
            var known = _prefix ?? "";
            if (!prefix.StartsWith(known, StringComparison.Ordinal) && !known.StartsWith(prefix, StringComparison.Ordinal)) throw Unexpected();
            _prefix = prefix.Length >= known.Length ? prefix : known;
        }

        public LifecycleFilter Build()
        {
            var count = Tags.Count + (_prefix is null ? 0 : 1) + (Above is null ? 0 : 1) + (Below is null ? 0 : 1);
            Require(!HasAnd || count > 1);
            return new LifecycleFilter { Form = count > 1 ? FilterForm.And : FilterForm.Filter, Prefix = _prefix, Tags = Tags, SizeAbove = Above, SizeBelow = Below };
        }
    }
}

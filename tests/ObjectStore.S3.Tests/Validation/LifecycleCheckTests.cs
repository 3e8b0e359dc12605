using System.Globalization;
using System.Text;
using ObjectStore.Lifecycle;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Tests.Validation;

public sealed class LifecycleCheckTests
{
    private const string On = "<Status>Enabled</Status>";
    private const string Days = "<Expiration><Days>1</Days></Expiration>";

    /// <summary>Documents of which every form must come back as it was sent, in the order of the schema.</summary>
    public static TheoryData<string> Good =>
    [
        $"<Rule><ID>a</ID><Prefix>logs/</Prefix>{On}{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter></Filter>{On}{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter><Prefix></Prefix></Filter><Status>Disabled</Status>{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter><Tag><Key>k</Key><Value></Value></Tag></Filter>{On}{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter><ObjectSizeGreaterThan>0</ObjectSizeGreaterThan></Filter>{On}{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter><And><Prefix>&lt;p</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><Tag><Key>l</Key><Value>w</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan></And></Filter>{On}{Days}</Rule>",
        $"<Rule><ID>a</ID><Filter></Filter>{On}<Expiration><Date>2030-01-31T00:00:00.000Z</Date></Expiration></Rule>",
        $"<Rule><ID>a</ID><Filter></Filter>{On}<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>",
        $"<Rule><ID>a</ID><Filter></Filter>{On}{Days}<NoncurrentVersionExpiration><NewerNoncurrentVersions>100</NewerNoncurrentVersions><NoncurrentDays>2</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>",
        $"<Rule><ID>a</ID><Filter></Filter>{On}{Days}</Rule><Rule><ID>b</ID><Filter></Filter>{On}{Days}</Rule>",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void TryMake_GoodRules_AreShownAsTheyWereSent(string rules)
    {
        Assert.Null(Make(rules, out var made));
        Assert.True(LifecycleDocument.TryParse(LifecycleDocument.Format(made), out var stored));

        var shown = Encoding.UTF8.GetString(LifecycleAnswer.Render(stored).Written.Span);

        Assert.EndsWith($">{rules}</LifecycleConfiguration>", shown, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "", "MalformedXML" },
        { "<Other/>", "MalformedXML" },
        { $"<Rule><ID>a</ID>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Prefix/><Filter/>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Prefix/><Prefix/>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter/><Status>enabled</Status>{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration/></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration><Days>x</Days></Expiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration><Days>2147483648</Days></Expiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration><Days>1</Days><Date>2030-01-01</Date></Expiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Expiration><Date>tomorrow</Date></Expiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<NoncurrentVersionExpiration><NewerNoncurrentVersions>1</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<AbortIncompleteMultipartUpload/></Rule>", "MalformedXML" },
        { $"<Rule><Filter><Size>1</Size></Filter>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter><Prefix>a</Prefix><And><Prefix>b</Prefix></And></Filter>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter><And/></Filter>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter><And><Prefix>a</Prefix></And></Filter>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter><And><Tag><Key>a</Key><Value>1</Value></Tag></And></Filter>{On}{Days}</Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}<Transition><Days>1</Days></Transition></Rule>", "MalformedXML" },
        { $"<Rule><Filter/>{On}</Rule>", "InvalidRequest" },
        { $"<Rule><Filter><Prefix>{new string('p', 1025)}</Prefix></Filter>{On}{Days}</Rule>", "InvalidRequest" },
        { $"<Rule><Filter><And><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></And></Filter>{On}{Days}</Rule>", "InvalidRequest" },
        { $"<Rule><Filter><Tag><Key></Key><Value>1</Value></Tag></Filter>{On}{Days}</Rule>", "InvalidRequest" },
        { $"<Rule><Filter><And><ObjectSizeGreaterThan>9</ObjectSizeGreaterThan><ObjectSizeLessThan>10</ObjectSizeLessThan></And></Filter>{On}{Days}</Rule>", "InvalidRequest" },
        { $"<Rule><Filter><Tag><Key>a</Key><Value>1</Value></Tag></Filter>{On}<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>", "InvalidRequest" },
        { $"<Rule><Filter><Tag><Key>a</Key><Value>1</Value></Tag></Filter>{On}<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>", "InvalidRequest" },
        { $"<Rule><ID>{new string('i', 256)}</ID><Filter/>{On}{Days}</Rule>", "InvalidArgument" },
        { $"<Rule><ID>a</ID><Filter/>{On}{Days}</Rule><Rule><ID>a</ID><Filter/>{On}{Days}</Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Expiration><Days>0</Days></Expiration></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Expiration><Days>-1</Days></Expiration></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Expiration><Date>2030-01-01T00:00:01Z</Date></Expiration></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<NoncurrentVersionExpiration><NoncurrentDays>0</NoncurrentDays></NoncurrentVersionExpiration></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>101</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<AbortIncompleteMultipartUpload><DaysAfterInitiation>0</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Transition><Days>-1</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Transition><Date>2022-01-01T10:00:00Z</Date><StorageClass>GLACIER</StorageClass></Transition></Rule>", "InvalidArgument" },
        { $"<Rule><Filter/>{On}<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>", "InvalidStorageClass" },
        { $"<Rule><Filter/>{On}<NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition></Rule>", "InvalidStorageClass" },
    };

    public static TheoryData<string, string> BadTransitions => new()
    {
        { "<Transition><Days>1</Days><StorageClass>STANDARD</StorageClass></Transition>", "InvalidStorageClass" },
        { "<Transition><NoncurrentDays>1</NoncurrentDays><StorageClass>STANDARD_IA</StorageClass></Transition>", "MalformedXML" },
        { "<Transition><Days>1</Days><Date>2030-01-01</Date><StorageClass>STANDARD_IA</StorageClass></Transition>", "MalformedXML" },
        { "<Transition><NewerNoncurrentVersions>1</NewerNoncurrentVersions><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>", "MalformedXML" },
        { "<NoncurrentVersionTransition><Date>2030-01-01</Date><StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition>", "MalformedXML" },
        { "<NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>101</NewerNoncurrentVersions><StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition>", "InvalidArgument" },
        { "<Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition><Transition><Days>2</Days><StorageClass>STANDARD_IA</StorageClass></Transition>", "InvalidRequest" },
        { "<Transition><Date>2030-01-01</Date><StorageClass>STANDARD_IA</StorageClass></Transition><Expiration><Days>1</Days></Expiration>", "InvalidRequest" },
        { "<Transition><Days>3</Days><StorageClass>STANDARD_IA</StorageClass></Transition><Expiration><Days>3</Days></Expiration>", "InvalidArgument" },
        { "<NoncurrentVersionTransition><NoncurrentDays>3</NoncurrentDays><StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>", "InvalidArgument" },
    };

    [Theory]
    [MemberData(nameof(BadTransitions))]
    public void TryMake_BadTransitions_AreRefused(string actions, string code) => Assert.Equal(code, Make($"<Rule><Filter/>{On}{actions}</Rule>", out _)?.Code.ToString());

    [Fact]
    public void TryMake_Transitions_AreKeptAndShownAsTheyWereSent()
    {
        const string actions = "<Expiration><Days>9</Days></Expiration><Transition><Days>0</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
            + "<NoncurrentVersionTransition><NewerNoncurrentVersions>2</NewerNoncurrentVersions><NoncurrentDays>3</NoncurrentDays><StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition>";

        Assert.Null(Make($"<Rule><ID>a</ID><Filter/>{On}{actions}</Rule>", out var rules));

        Assert.Equal([new CurrentTransition(0, null, "STANDARD_IA")], rules.Rules[0].Transitions);
        Assert.Equal([new NoncurrentTransition(3, 2, "STANDARD_IA")], rules.Rules[0].NoncurrentTransitions);
        Assert.True(LifecycleDocument.TryParse(LifecycleDocument.Format(rules), out var stored));
        Assert.Contains(actions, Encoding.UTF8.GetString(LifecycleAnswer.Render(stored).Written.Span), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void TryMake_BadRules_GiveTheErrorOfAws(string rules, string code) => Assert.Equal(code, Make(rules, out _)?.Code.ToString());

    [Fact]
    public void TryParse_MoreThanAThousandRules_IsRefused()
    {
        static string Rules(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"<Rule><ID>{i.ToString(CultureInfo.InvariantCulture)}</ID><Filter/>{On}{Days}</Rule>"));

        Assert.Null(Make(Rules(1_000), out _));
        Assert.Equal(S3ErrorCode.MalformedXML, Make(Rules(1_001), out _)?.Code);
    }

    /// <summary>Ceph's clients put conditions side by side; together they mean what And means.</summary>
    [Fact]
    public void TryMake_ConditionsBesideAnd_AllHaveToHold()
    {
        const string filter = "<Filter><Prefix>days1/</Prefix><Tag><Key>a</Key><Value>1</Value></Tag><And><Prefix>days1</Prefix><Tag><Key>b</Key><Value>2</Value></Tag></And></Filter>";

        Assert.Null(Make($"<Rule>{filter}{On}{Days}</Rule>", out var rules));

        var made = rules.Rules[0].Filter;
        Assert.Equal((FilterForm.And, "days1/"), (made.Form, made.Prefix));
        Assert.Equal(["a", "b"], made.Tags.Select(static tag => tag.Key));
    }

    [Fact]
    public void TryMake_RuleWithoutName_GetsOne()
    {
        Assert.Null(Make($"<Rule><Filter/>{On}{Days}</Rule><Rule><ID/><Filter/>{On}{Days}</Rule>", out var rules));

        Assert.Equal(["new-1", "new-2"], rules.Rules.Select(static rule => rule.Id));
    }

    /// <summary>Goal: no document throws. Method: good ones with bytes changed, cut and repeated at random.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void TryMake_MutatedDocuments_NeverThrow(int? fixedSeed)
    {
        var seed = fixedSeed ?? Random.Shared.Next();
        var random = new Random(seed);
        var documents = Good.Select(static row => Document(row.Data)).ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            var document = documents[random.Next(documents.Length)].ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--) Mutate(document, random);
            var exception = Record.Exception(() => LifecycleRequest.TryParse(document.ToArray(), out var sent) ? LifecycleCheck.TryMake(sent, static () => "id", static _ => true, null, out _) : null);
            Assert.True(exception is null, $"seed {seed}: {exception}");
        }
    }

    private static void Mutate(List<byte> document, Random random)
    {
        var at = random.Next(document.Count);
        var count = Math.Min(random.Next(30), document.Count - at - 1);
        switch (random.Next(3))
        {
            case 0: document[at] = (byte)random.Next(256); break;
            case 1: document.RemoveRange(at, count); break;
            default: document.InsertRange(random.Next(document.Count), document.GetRange(at, count)); break;
        }
    }

    private static S3Error? Make(string rules, out LifecycleRules made)
    {
        made = new LifecycleRules([]);
        var ids = 0;
        return LifecycleRequest.TryParse(Document(rules), out var sent)
            ? LifecycleCheck.TryMake(sent, () => string.Create(CultureInfo.InvariantCulture, $"new-{++ids}"), static name => name == "STANDARD_IA", null, out made)
            : new S3Error(S3ErrorCode.MalformedXML);
    }

    private static byte[] Document(string rules) =>
        Encoding.UTF8.GetBytes($"<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{rules}</LifecycleConfiguration>");
}

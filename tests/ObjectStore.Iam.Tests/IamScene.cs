using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Iam;
using ObjectStore.Cluster.Identities;
using ObjectStore.Gateway.Queries;
using ObjectStore.Index.Catalog;
using ObjectStore.Policies;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Xml;
using ObjectStore.Testing;

namespace ObjectStore.Iam.Tests;

/// <summary>IAM of one gateway over a catalog in memory, and two accounts: <c>acme</c> and <c>other</c>; and who of acme's is limited by policies.</summary>
internal sealed class IamScene : ICredentialSource, IConditionKeys, IDisposable
{
    public const string Allow = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""";
    public const string Trust = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"acme"},"Action":"sts:AssumeRole"}}""";

    private static readonly MasterKey Key = new(new byte[MasterKey.Size]);

    private readonly IamService _service;

    public IamScene(ICatalog? catalog = null)
    {
        Catalog = catalog ?? TestCatalog.Make();
        var iam = new IamCatalog(Catalog, Key);
        Directory = new IamDirectory(() => iam, Options.Create(new ClusterOptions()), TimeProvider.System, NullLogger<IamDirectory>.Instance);
        Identities = new IamIdentities(this, Directory);
        _service = new IamService(Directory, TimeProvider.System);
    }

    public static Identity Root { get; } = new() { AccessKey = "acme-key", SecretKey = "acme-secret", UserId = "acme", DisplayName = "Acme" };

    public static Identity Other { get; } = new() { AccessKey = "other-key", SecretKey = "other-secret", UserId = "other", DisplayName = "Other" };

    /// <summary>A configured identity of acme with policies, which may use IAM and is not the root.</summary>
    public static Identity Limited { get; } = new() { AccessKey = "limited-key", SecretKey = "limited-secret", UserId = "acme", DisplayName = "Limited", Policies = [Parse("iam:*")] };

    public ICatalog Catalog { get; }

    public IamDirectory Directory { get; }

    public IamIdentities Identities { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Identity? Find(string accessKey) => Array.Find([Root, Other, Limited], identity => identity.AccessKey == accessKey);

    public Identity? FindUser(string userId) => Array.Find([Root, Other], identity => identity.UserId == userId);

    IReadOnlyList<string>? IConditionKeys.Find(string key) => null;

    /// <summary>What is answered, inside its result.</summary>
    public Task<XElement> SendAsync(string action, params (string Name, string Value)[] parameters) => SendAsAsync(Root, action, parameters);

    public async Task<XElement> SendAsAsync(Identity caller, string action, params (string Name, string Value)[] parameters)
    {
        var text = string.Join("&", parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        Assert.True(QueryForm.TryParse(Encoding.ASCII.GetBytes(text), out var form));
        var xml = new S3XmlWriter();
        xml.StartDocument("Result"u8, hasNamespace: false);
        await _service.AnswerAsync(new QueryCall(action, form, caller, this, "request", Token), xml);
        xml.End("Result"u8);
        return XElement.Parse(Encoding.UTF8.GetString(xml.Written.Span));
    }

    /// <summary>The code of the error that is answered.</summary>
    public Task<string> FailAsync(string action, params (string Name, string Value)[] parameters) => FailAsAsync(Root, action, parameters);

    public async Task<string> FailAsAsync(Identity caller, string action, params (string Name, string Value)[] parameters) =>
        (await Assert.ThrowsAsync<QueryException>(() => SendAsAsync(caller, action, parameters))).Code;

    /// <summary>Makes a user with a key pair; gives who signs with it.</summary>
    public async Task<Identity> CreateUserAsync(string name)
    {
        await SendAsync("CreateUser", ("UserName", name));
        var key = await SendAsync("CreateAccessKey", ("UserName", name));
        var identity = Identities.Find(Value(key, "AccessKeyId"));
        Assert.Equal(Value(key, "SecretAccessKey"), identity?.SecretKey);
        return identity!;
    }

    /// <summary>The identity that now has this one's key.</summary>
    public Identity Now(Identity identity) => Identities.Find(identity.AccessKey) ?? throw new InvalidOperationException("The access key does not work any more.");

    /// <summary>Whether the policies of an identity allow an action on an object.</summary>
    public static bool May(Identity identity, string action)
    {
        var policies = new PolicySet { Identity = identity.Policies, Boundary = identity.Boundary };
        return PolicyEvaluator.Evaluate(policies, new PolicyRequest(identity.Caller.Principal, S3Actions.Get(action), "arn:aws:s3:::b/k", new NoKeys())).IsAllowed;
    }

    public static string Value(XElement xml, string name) => xml.Descendants(name).First().Value;

    public static string[] Values(XElement xml, string name) => [.. xml.Descendants(name).Select(element => element.Value)];

    public void Dispose() => Directory.Dispose();

    private sealed class NoKeys : IConditionKeys
    {
        public IReadOnlyList<string>? Find(string key) => null;
    }

    private static PolicyDocument Parse(string action)
    {
        Assert.True(PolicyParser.TryParse(Encoding.UTF8.GetBytes(Allow.Replace("s3:*", action, StringComparison.Ordinal)), PolicyKind.Identity, out var policy, out _));
        return policy;
    }
}

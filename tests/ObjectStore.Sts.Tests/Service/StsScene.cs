using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Xml;
using ObjectStore.Sts.Oidc;
using ObjectStore.Sts.Service;
using ObjectStore.Sts.Sessions;
using ObjectStore.Sts.Tests.Oidc;
using ObjectStore.Sts.Tests.Sessions;
using ObjectStore.Testing;

namespace ObjectStore.Sts.Tests.Service;

/// <summary>STS over IAM in memory. The accounts <c>acme</c> and <c>other</c> each have a root; users and roles are made by tests.</summary>
internal sealed class StsScene : ICredentialSource, IConditionKeys, IDisposable
{
    private static readonly XNamespace Xml = "https://sts.amazonaws.com/doc/2011-06-15/";

    private readonly IamDirectory _directory;
    private readonly StsService _service;
    private readonly IamIdentities _identities;
    private readonly Dictionary<string, Identity> _roots = new()
    {
        ["acme-key"] = new Identity { AccessKey = "acme-key", SecretKey = "acme-secret", UserId = "acme", DisplayName = "Acme" },
        ["other-key"] = new Identity { AccessKey = "other-key", SecretKey = "other-secret", UserId = "other", DisplayName = "Other" },
    };

    public StsScene(StsOptions? options = null)
    {
        var catalog = TestCatalog.Make();
        var iam = new IamCatalog(catalog, Sample.Key(1));
        _directory = new IamDirectory(() => iam, Options.Create(new ClusterOptions()), TimeProvider.System, NullLogger<IamDirectory>.Instance);
        _identities = new IamIdentities(this, _directory);
        var tokens = new SessionTokens(static () => Sample.Key(1));
        Sessions = new SessionSource(tokens, new IamPrincipals(_directory, _identities), Time);
        Fetch.Keys = IssuerSigner.SetOf(Signer.RsaKey);
        var verifier = new WebIdentityVerifier(Fetch, TimeSpan.FromMinutes(1), Time);
        _service = new StsService(_directory, new SessionIssuer(tokens, Time), new WebIdentities(verifier, options ?? new StsOptions()));
    }

    public FixedTime Time { get; } = new(Claims.Now);

    public FakeFetch Fetch { get; } = new();

    public IssuerSigner Signer { get; } = new();

    public SessionSource Sessions { get; }

    /// <summary>Condition keys of requests.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public Identity? Find(string accessKey) => _roots.GetValueOrDefault(accessKey);

    public Identity? FindUser(string userId) => _roots.Values.FirstOrDefault(root => root.UserId == userId);

    IReadOnlyList<string>? IConditionKeys.Find(string key) => Keys.TryGetValue(key, out var value) ? [value] : null;

    /// <summary>Makes the root with an access key an administrator.</summary>
    public void MakeAdmin(string accessKey)
    {
        var root = _roots[accessKey];
        _roots[accessKey] = new Identity { AccessKey = root.AccessKey, SecretKey = root.SecretKey, UserId = root.UserId, DisplayName = root.DisplayName, IsAdmin = true };
    }

    /// <summary>Who signs with a lasting access key.</summary>
    public Identity Signed(string accessKey) => _identities.Find(accessKey)!;

    public async Task<T> StoreAsync<T>(T entity)
        where T : IamEntity
    {
        var snapshot = await _directory.ReadAsync(CancellationToken.None);
        Assert.True(await _directory.TryChangeAsync(snapshot, [], [entity], CancellationToken.None));
        return entity;
    }

    public async Task RemoveAsync(IamEntity entity) =>
        Assert.True(await _directory.TryChangeAsync(await _directory.ReadAsync(CancellationToken.None), [entity], [], CancellationToken.None));

    /// <summary>A user with an access key of its name; its policy is a statement, or empty for none.</summary>
    public async Task<IamUser> AddUserAsync(string accountId, string name, string statement = "")
    {
        var policies = statement.Length == 0 ? Array.Empty<IamInlinePolicy>() : [new IamInlinePolicy("p", Document(statement))];
        var user = await StoreAsync(new IamUser("AIDA" + name, accountId, Claims.Now, name, "/") { Policies = policies });
        await StoreAsync(new IamAccessKey(name, accountId, Claims.Now, user.Id, name + "-secret", IsActive: true));
        return user;
    }

    /// <summary>The role <c>acme</c> <c>reader</c> with a trust policy of statements.</summary>
    public Task<IamRole> AddRoleAsync(string trust, string statement = "", TimeSpan? maxSession = null)
    {
        var policies = statement.Length == 0 ? Array.Empty<IamInlinePolicy>() : [new IamInlinePolicy("p", Document(statement))];
        return StoreAsync(new IamRole("AROAREADER", "acme", Claims.Now, "reader", "/ops/", Document(trust), maxSession ?? TimeSpan.FromHours(1)) { Policies = policies, Tags = [new IamTag("Site", "north")] });
    }

    /// <summary>The answer's result.</summary>
    public async Task<XElement> CallAsync(Identity caller, string action, params (string Name, string Value)[] parameters)
    {
        var body = string.Join('&', parameters.Select(static pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        Assert.True(QueryForm.TryParse(Encoding.UTF8.GetBytes(body), out var form));
        var xml = new S3XmlWriter();
        xml.StartDocument("Result"u8, _service.XmlNamespace);
        await _service.AnswerAsync(new QueryCall(action, form, caller, this, "request", TestContext.Current.CancellationToken), xml);
        xml.End("Result"u8);
        return XDocument.Parse(Encoding.UTF8.GetString(xml.Written.Span)).Root!;
    }

    /// <summary>The error of a request.</summary>
    public async Task<string> ErrorAsync(Identity caller, string action, params (string Name, string Value)[] parameters) =>
        (await Assert.ThrowsAsync<QueryException>(() => CallAsync(caller, action, parameters))).Code;

    /// <summary>Assumes the role with further parameters.</summary>
    public Task<XElement> AssumeAsync(Identity caller, params (string Name, string Value)[] more) => CallAsync(caller, "AssumeRole", Parameters(more));

    /// <summary>The error of assuming the role.</summary>
    public Task<string> AssumeErrorAsync(Identity caller, params (string Name, string Value)[] more) => ErrorAsync(caller, "AssumeRole", Parameters(more));

    /// <summary>The text of an element of an answer, by its path.</summary>
    public static string Text(XElement result, params string[] path) => path.Aggregate(result, static (element, name) => element.Element(Xml + name) ?? throw new InvalidOperationException(name)).Value;

    /// <summary>Who signs with the credentials of an answer.</summary>
    public Identity Open(XElement result)
    {
        Assert.Equal(SessionOutcome.Valid, Sessions.Open(Text(result, "Credentials", "AccessKeyId"), Text(result, "Credentials", "SessionToken"), out var identity));
        Assert.Equal(Text(result, "Credentials", "SecretAccessKey"), identity!.SecretKey);
        return identity;
    }

    public static (string Name, string Value)[] Parameters(params (string Name, string Value)[] more) =>
        [.. new[] { ("RoleArn", "arn:aws:iam::acme:role/ops/reader"), ("RoleSessionName", "job") }.Where(given => more.All(other => other.Item1 != given.Item1)), .. more];

    public static string Document(string statements) => $$"""{"Version":"2012-10-17","Statement":[{{statements.Replace('\'', '"')}}]}""";

    public void Dispose()
    {
        Signer.Dispose();
        _directory.Dispose();
    }
}

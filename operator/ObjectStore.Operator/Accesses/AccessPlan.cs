using System.Text;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Accesses;

/// <summary>What an application gets: a Secret, and a ConfigMap where that is asked for. Pure.</summary>
/// <param name="Access">The access, with its uid.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Target">Where it leads.</param>
internal sealed record AccessPlan(V1Alpha1BucketAccess Access, AccessKeys Keys, AccessTarget Target)
{
    private const string Component = "access";
    private const string AuthorityKey = "ca.crt";

    /// <summary>Name of the Secret and the ConfigMap.</summary>
    public static string NameOf(V1Alpha1BucketAccess access) => access.Spec?.SecretName ?? access.Metadata.Name!;

    public V1Secret Secret()
    {
        var data = Settings();
        data[AccessKeys.AccessKeyName] = Keys.AccessKey;
        data[AccessKeys.SecretKeyName] = Keys.SecretKey;
        foreach (var (key, template) in Access.Spec!.Template ?? new Dictionary<string, string>()) data.TryAdd(key, Fill(template, data));
        var bytes = data.ToDictionary(static entry => entry.Key, static entry => Encoding.UTF8.GetBytes(entry.Value), StringComparer.Ordinal);
        if (Target.Authority is { } authority) bytes[AuthorityKey] = authority;
        return new V1Secret { Metadata = Meta() with { Annotations = Keys.Annotations() }, Data = bytes };
    }

    public V1ConfigMap ConfigMap()
    {
        var data = Settings();
        if (Target.Authority is { } authority) data[AuthorityKey] = Encoding.ASCII.GetString(authority);
        return new V1ConfigMap { Metadata = Meta(), Data = data };
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_S3"] = Target.Endpoint,
            ["AWS_REGION"] = Target.Region,
            ["BUCKET_NAME"] = string.Join(',', Target.Buckets),
        };
        if (Access.Spec!.Prefix is { } prefix) settings["BUCKET_PREFIX"] = prefix;
        return settings;
    }

    private static string Fill(string template, Dictionary<string, string> values)
    {
        // In one pass: what is put in is not looked through again.
        var text = new StringBuilder();
        for (var position = 0; position < template.Length;)
        {
            var name = template[position] == '$' ? values.Keys.FirstOrDefault(key => template.AsSpan(position).StartsWith($"$({key})")) : null;
            text.Append(name is null ? template[position].ToString() : values[name]);
            position += name is null ? 1 : name.Length + "$()".Length;
        }

        return text.ToString();
    }

    private V1ObjectMeta Meta() => PodParts.OwnedMeta(NameOf(Access), Access, new Dictionary<string, string>
    {
        [PlanLabels.ManagedBy] = PlanLabels.ManagedByValue,
        [PlanLabels.Name] = PlanLabels.NameValue,
        [PlanLabels.Component] = Component,
    });
}

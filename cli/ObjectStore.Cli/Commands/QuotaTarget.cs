using System.Text.Json.Serialization.Metadata;

namespace ObjectStore.Cli.Commands;

/// <summary>What has a quota, in the words of the commands and of the admin API.</summary>
/// <param name="Noun">As help texts call it: what may hold so much.</param>
/// <param name="Argument">Name of the argument.</param>
/// <param name="ArgumentDescription">What the argument is.</param>
/// <param name="Path">Where the quota is asked for, with the argument's name in lower case in the query, and set.</param>
/// <param name="RecountPath">Where it is counted again.</param>
/// <param name="RequestType">How what is asked is written.</param>
/// <param name="InfoType">How the answer is read.</param>
/// <param name="Ask">What is asked: of whom, bytes, objects.</param>
/// <param name="LineOf">The answer in the order of the columns.</param>
internal sealed record QuotaTarget<TRequest, TInfo>(
    string Noun,
    string Argument,
    string ArgumentDescription,
    string Path,
    string RecountPath,
    JsonTypeInfo<TRequest> RequestType,
    JsonTypeInfo<TInfo> InfoType,
    Func<string, long?, long?, TRequest> Ask,
    Func<TInfo, QuotaLine> LineOf);

using System.Text.RegularExpressions;

namespace Smg.Wasm.Failures;

/// <summary>
/// A WebAssembly proposal that this host switches off, found in what Wasmtime's validator says of a component that uses it.
/// </summary>
/// <param name="Name">The proposal, for instance <c>the threads proposal</c>.</param>
/// <param name="Advice">What the author of the component can do, as a part of a sentence.</param>
internal sealed partial record DisabledProposal(string Name, string Advice)
{
    /// <summary>The proposals by words of their names in the validator's messages.</summary>
    private static readonly (string Word, DisabledProposal Proposal)[] Known =
    [
        (
            "component model async",
            new(
                "component-model async",
                "export and import plain functions: 'jco componentize --backend-qjs-disable-async', no 'async func' in the "
                    + "WIT, WASI 0.2 instead of 0.3"
            )
        ),
        (
            "error-context",
            new("component-model async (error-context)", "export and import plain functions, without error-context, streams and futures")
        ),
        (
            "component model",
            new("an extension of the component model", "build the guest for the component model of WASI 0.2, without extensions")
        ),
        ("custom page sizes", new("the custom page sizes proposal", "build the guest with pages of 64 KiB")),
        ("stack switching", new("the stack switching proposal", "build the guest without continuations")),
        ("shared-everything", new("the shared-everything-threads proposal", "build the guest for one thread")),
        (
            "threads",
            new("the threads proposal (shared memory)", "build the guest for one thread: without -pthread, -matomics and --shared-memory")
        ),
        (
            "shared memor",
            new("the threads proposal (shared memory)", "build the guest for one thread: without -pthread, -matomics and --shared-memory")
        ),
        ("memory64", new("the memory64 proposal", "build the guest for 32-bit memory, wasm32")),
    ];

    /// <summary>The proposal whose absence a message is about; null where it is about something else.</summary>
    public static DisabledProposal? Find(string message)
    {
        Match match = Absence().Match(message);
        if (!match.Success)
        {
            return null;
        }

        string name = match.Groups.Values.Skip(1).First(group => group.Success).Value;
        return Known.FirstOrDefault(known => name.Contains(known.Word, StringComparison.OrdinalIgnoreCase)).Proposal
            ?? new DisabledProposal($"the proposal '{name}'", "build the guest without that proposal");
    }

    /// <summary>The forms in which the validator says that a proposal is not enabled.</summary>
    [GeneratedRegex(
        "([A-Za-z0-9 _-]+) support is (?:not enabled|disabled)|[Tt]he ([A-Za-z0-9 _-]+) proposal must be enabled|requires the "
            + "([A-Za-z0-9 _-]+) feature|without the ([A-Za-z0-9 _-]+) feature"
            + "|([A-Za-z0-9_-]+) must be enabled|([A-Za-z0-9 _-]+) (?:proposal|feature) (?:is )?not enabled|when ([A-Za-z0-9 "
            + "_-]+) is disabled"
    )]
    private static partial Regex Absence();
}

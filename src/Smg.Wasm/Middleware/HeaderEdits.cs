using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>
/// The edits of an action's headers that may be applied. Their time grows with the number of headers and edits, not with its square:
/// it is the host's time, which no guest's limit bounds.
/// </summary>
internal sealed class HeaderEdits
{
    private readonly OrderedDictionary<string, Header>? _set;
    private readonly List<Header>? _add;
    private readonly HashSet<string>? _remove;
    private SortedSet<string>? _dropped;

    /// <summary>Takes the edits of an action that has no fault.</summary>
    public HeaderEdits(ModifyAction action, AttachPoint attachPoint)
    {
        foreach (Header header in action.HeadersSet)
        {
            if (IsAllowed(header.Name, attachPoint))
            {
                _set ??= new(action.HeadersSet.Count, StringComparer.OrdinalIgnoreCase);
                _set[header.Name] = header;
            }
        }

        foreach (Header header in action.HeadersAdd)
        {
            if (IsAllowed(header.Name, attachPoint))
            {
                (_add ??= []).Add(header);
            }
        }

        foreach (string name in action.HeadersRemove)
        {
            if (IsAllowed(name, attachPoint))
            {
                (_remove ??= new(StringComparer.OrdinalIgnoreCase)).Add(name);
            }
        }
    }

    /// <summary>The protected headers that the action would have changed, in their usual spelling.</summary>
    public IReadOnlyCollection<string> Dropped => _dropped ?? (IReadOnlyCollection<string>)[];

    /// <summary>
    /// The headers with the edits applied: those that are set take the place of the first of their name, or go to the end; those that are
    /// added go to the end; those that are removed go, the ones just added with them.
    /// </summary>
    /// <returns>The list that was given when there is nothing to do.</returns>
    public IReadOnlyList<Header> Apply(IReadOnlyList<Header> headers)
    {
        if (_set is null && _add is null && _remove is null)
        {
            return headers;
        }

        List<Header> edited = new(headers.Count + (_set?.Count ?? 0) + (_add?.Count ?? 0));
        if (_set is null)
        {
            edited.AddRange(headers);
        }
        else
        {
            Set(_set, headers, edited);
        }

        if (_add is not null)
        {
            edited.AddRange(_add);
        }

        if (_remove is not null)
        {
            edited.RemoveAll(header => _remove.Contains(header.Name));
        }

        return edited;
    }

    private static void Set(OrderedDictionary<string, Header> set, IReadOnlyList<Header> headers, List<Header> edited)
    {
        HashSet<string>? placed = null;
        foreach (Header header in headers)
        {
            if (!set.TryGetValue(header.Name, out Header replacement))
            {
                edited.Add(header);
            }
            else if ((placed ??= new(StringComparer.OrdinalIgnoreCase)).Add(header.Name))
            {
                edited.Add(replacement);
            }
        }

        foreach ((string name, Header header) in set)
        {
            if (placed?.Contains(name) != true)
            {
                edited.Add(header);
            }
        }
    }

    private bool IsAllowed(string name, AttachPoint attachPoint)
    {
        if (ProtectedHeaders.Find(name, attachPoint) is not { } known)
        {
            return true;
        }

        (_dropped ??= new(StringComparer.Ordinal)).Add(known);
        return false;
    }
}

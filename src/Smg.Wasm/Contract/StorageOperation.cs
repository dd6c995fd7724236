namespace Smg.Wasm.Contract;

/// <summary>The operations of the storage that hooks are called for, in the order of the WIT.</summary>
public enum StorageOperation
{
    /// <summary>Stores a new conversation.</summary>
    CreateConversation,

    /// <summary>Reads a conversation.</summary>
    GetConversation,

    /// <summary>Changes a conversation.</summary>
    UpdateConversation,

    /// <summary>Deletes a conversation.</summary>
    DeleteConversation,

    /// <summary>Stores a new item.</summary>
    CreateItem,

    /// <summary>Adds an item to a conversation.</summary>
    LinkItem,

    /// <summary>Adds several items to a conversation.</summary>
    LinkItems,

    /// <summary>Reads the items of a conversation.</summary>
    ListItems,

    /// <summary>Reads an item.</summary>
    GetItem,

    /// <summary>Asks whether an item belongs to a conversation.</summary>
    IsItemLinked,

    /// <summary>Deletes an item.</summary>
    DeleteItem,

    /// <summary>Stores a response.</summary>
    StoreResponse,

    /// <summary>Reads a response.</summary>
    GetResponse,

    /// <summary>Deletes a response.</summary>
    DeleteResponse,

    /// <summary>Reads a response and those before it.</summary>
    GetResponseChain,

    /// <summary>Reads the responses of an identifier.</summary>
    ListIdentifierResponses,

    /// <summary>Deletes the responses of an identifier.</summary>
    DeleteIdentifierResponses,
}

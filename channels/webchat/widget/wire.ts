// What the server sends: Direct Line activities, as far as the widget reads them.

export interface Activity {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly from?: { readonly name?: string; readonly role?: string };
  readonly text?: string;
  readonly suggestedActions?: {
    readonly actions?: readonly { readonly title: string; readonly value: string }[];
  };
  readonly attachments?: readonly Attachment[];
  readonly entities?: readonly { readonly type?: string; readonly citation?: readonly Claim[] }[];
  readonly channelData?: {
    readonly author?: string;
    /** Changed after it was first shown. */
    readonly edited?: boolean;
    readonly clientActivityID?: string;
    readonly streamId?: string;
    readonly streamType?: string;
    readonly streamSequence?: number;
    readonly 'webchat:sequence-id'?: number;
  };
}

export interface Attachment {
  readonly contentType?: string;
  readonly contentUrl?: string;
  readonly name?: string;
}

export interface Claim {
  readonly position: number;
  readonly appearance: { readonly name: string; readonly abstract?: string; readonly url?: string };
}

export interface ActivitySet {
  readonly activities: readonly Activity[];
  readonly watermark?: string;
}

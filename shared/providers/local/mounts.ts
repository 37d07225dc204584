/** One thing in a box's file system. Both launchers build the same list, in its order. */
export type Mount =
  | { readonly kind: 'read' | 'write'; readonly from: string; readonly at: string }
  | {
      readonly kind: 'memory'
      readonly at: string
      readonly megabytes: number
      readonly mode: string
    }
  | { readonly kind: 'link'; readonly to: string; readonly at: string }
  | { readonly kind: 'directory'; readonly at: string }
  | { readonly kind: 'proc' | 'dev'; readonly at: string }
